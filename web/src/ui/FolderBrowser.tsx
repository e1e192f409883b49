import { IconArrowUp, IconDisc, IconFolder } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queries } from '../api/queries.ts';
import { useFormat } from '../format/use-format.ts';
import { Modal } from './Modal.tsx';
import { Name } from './Name.tsx';
import { ErrorState, LoadingState } from './States.tsx';

/** Looks through the allowed folders, for a folder or for an image file. */
export function FolderBrowser({
  wants,
  start,
  onChoose,
  onClose,
}: {
  /** `folder`: to write into · `source`: to read from. */
  wants: 'folder' | 'source' | 'image';
  start: string | null;
  onChoose: (path: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const [path, setPath] = useState<string | null>(start);
  const { data, error, isPlaceholderData } = useQuery({
    ...queries.folder(path),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const hasNothing =
    data !== undefined && data.folders.length === 0 && (wants !== 'image' || data.images.length === 0);
  return (
    <Modal
      title={wants === 'image' ? t('browser.chooseImage') : t('browser.chooseFolder')}
      onClose={onClose}
      footer={
        <>
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          {wants !== 'image' ? (
            <button
              type="button"
              className="btn btn-primary"
              disabled={data === undefined || isPlaceholderData || (wants === 'folder' && !data.isWritable)}
              onClick={() => data !== undefined && onChoose(data.path)}
            >
              {t('browser.take')}
            </button>
          ) : null}
        </>
      }
    >
      {data !== undefined && data.roots.length > 1 ? (
        <div className="roots">
          {data.roots.map((root) => (
            <button
              key={root}
              type="button"
              className="btn btn-sm"
              aria-pressed={data.path === root}
              onClick={() => setPath(root)}
            >
              <Name>{root}</Name>
            </button>
          ))}
        </div>
      ) : null}
      {data === undefined ? null : (
        <p className="browser-path">
          <Name>{data.path}</Name>
          <span className="text-secondary">
            {data.freeBytes === null ? '' : t('browser.free', { size: format.bytes(data.freeBytes) })}
          </span>
        </p>
      )}
      {error !== null ? <ErrorState error={error} onRetry={() => setPath(null)} /> : null}
      {data === undefined && error === null ? <LoadingState /> : null}
      {data === undefined ? null : (
        <ul className="browser">
          {data.parent === null ? null : (
            <li>
              <button type="button" onClick={() => setPath(data.parent)}>
                <IconArrowUp size={18} aria-hidden="true" /> {t('browser.up')}
              </button>
            </li>
          )}
          {data.folders.map((folder) => (
            <li key={folder.path}>
              <button type="button" onClick={() => setPath(folder.path)}>
                <IconFolder size={18} aria-hidden="true" /> <Name>{folder.name}</Name>
              </button>
            </li>
          ))}
          {wants === 'image'
            ? data.images.map((image) => (
                <li key={image.path}>
                  <button type="button" onClick={() => onChoose(image.path)}>
                    <IconDisc size={18} aria-hidden="true" /> <Name>{image.name}</Name>
                    <span className="text-secondary ms-auto">{format.bytes(image.sizeBytes)}</span>
                  </button>
                </li>
              ))
            : null}
          {hasNothing ? <li className="text-secondary browser-none">{t('browser.nothing')}</li> : null}
        </ul>
      )}
      {data?.isCut === true ? <p className="text-secondary">{t('browser.cut')}</p> : null}
      {data !== undefined && wants === 'folder' && !data.isWritable ? (
        <p className="field-error">{t('browser.readOnly')}</p>
      ) : null}
    </Modal>
  );
}
