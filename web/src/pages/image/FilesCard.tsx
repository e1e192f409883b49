import { IconDownload, IconFileOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { IsoDetail, IsoFile } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { sizeText } from '../../isos/size-text.ts';
import { Card } from '../../ui/Card.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Name } from '../../ui/Name.tsx';

const sums = ['sha256', 'sha1', 'md5', 'crc32'] as const;

/** Every file of an image, with its checksums. */
export function FilesCard({ iso }: { iso: IsoDetail }) {
  const { t } = useTranslation();
  const canDownload = iso.trashedAt === null;
  return (
    <Card title={t('files.title')} isFlush>
      {iso.files.length === 0 ? (
        <div className="calm">{t('files.none')}</div>
      ) : (
        <ul className="rows">
          {iso.files.map((file) => (
            <FileRow key={file.name} isoId={iso.id} file={file} canDownload={canDownload} />
          ))}
          {iso.isPresent ? iso.missingFiles.map((name) => <MissingRow key={name} name={name} />) : null}
        </ul>
      )}
    </Card>
  );
}

function MissingRow({ name }: { name: string }) {
  const { t } = useTranslation();
  return (
    <li className="row-item file">
      <div className="row-main">
        <div className="row-title">
          <Name className="file-name">{name}</Name>
          <span className="tag tag-bad">
            <IconFileOff size={14} aria-hidden="true" /> {t('iso.missing')}
          </span>
        </div>
      </div>
    </li>
  );
}

function sizesOf({ sizeBytes, compressed }: IsoFile) {
  return { sizeBytes, storedBytes: compressed?.sizeBytes ?? null };
}

function FileRow({ isoId, file, canDownload }: { isoId: number; file: IsoFile; canDownload: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const known = sums.flatMap((name) => {
    const sum = file.checksums[name];
    return sum === undefined ? [] : [[name, sum] as const];
  });
  return (
    <li className="row-item file">
      <div className="row-main">
        <div className="row-title">
          <Name className="file-name">{file.name}</Name>
          <span className="text-secondary small">
            {t(`files.roles.${file.role}`)} · {sizeText(sizesOf(file), { t, format })}
          </span>
        </div>
        {known.length === 0 ? null : (
          <dl className="sums">
            {known.map(([name, sum]) => (
              <div key={name}>
                <dt>{t(`files.sums.${name}`)}</dt>
                <dd>
                  <code>{sum}</code>
                  <CopyButton text={sum} what={`${t(`files.sums.${name}`)}, ${file.name}`} />
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      {canDownload ? (
        <a
          className="btn btn-icon btn-ghost-secondary"
          href={`/api/isos/${isoId}/download?file=${encodeURIComponent(file.name)}`}
          aria-label={t('files.download', { name: file.name })}
          download
        >
          <IconDownload size={18} aria-hidden="true" />
        </a>
      ) : null}
    </li>
  );
}
