import { IconDownload, IconFile, IconFolder, IconLink } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queries } from '../../api/queries.ts';
import type { InsideEntry, IsoDetail } from '../../api/types.ts';
import { printable } from '../../format/printable.ts';
import { useFormat } from '../../format/use-format.ts';
import { Card } from '../../ui/Card.tsx';
import { Name } from '../../ui/Name.tsx';
import { QueryView } from '../../ui/States.tsx';

const icons = { file: IconFile, directory: IconFolder, symlink: IconLink, other: IconFile } as const;

/** What is inside of an image, folder by folder, without mounting it. It is looked at when somebody asks. */
export function InsideCard({ iso }: { iso: IsoDetail }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const hasFiles = iso.discKind !== 'audio' && iso.discKind !== 'blank';
  if (!hasFiles || !iso.isPresent || iso.trashedAt !== null) return null;
  return (
    <Card title={t('inside.title')} isFlush>
      {isOpen ? (
        <Folder isoId={iso.id} />
      ) : (
        <div className="calm">
          <button type="button" className="btn" onClick={() => setIsOpen(true)}>
            <IconFolder size={18} aria-hidden="true" /> {t('inside.open')}
          </button>
        </div>
      )}
    </Card>
  );
}

function Folder({ isoId }: { isoId: number }) {
  const { t } = useTranslation();
  const [path, setPath] = useState<readonly string[]>([]);
  const query = useInfiniteQuery(queries.inside(isoId, path.join('/')));
  return (
    <>
      <nav className="crumbs" aria-label={t('inside.path')}>
        {['', ...path].map((name, depth) => (
          <button
            key={path.slice(0, depth).join('/')}
            type="button"
            className="btn btn-sm btn-ghost-secondary"
            aria-current={depth === path.length ? 'location' : undefined}
            onClick={() => setPath(path.slice(0, depth))}
          >
            {depth === 0 ? t('inside.root') : <Name>{name}</Name>}
          </button>
        ))}
      </nav>
      <QueryView query={query} lines={3}>
        {({ pages }) => {
          const entries = pages.flatMap((page) => page.entries);
          return (
            <>
              {pages[0]?.hasLosses === true ? <p className="field-error px-3">{t('inside.losses')}</p> : null}
              {entries.length === 0 ? <div className="calm">{t('inside.empty')}</div> : null}
              <ul className="rows inside">
                {entries.map((entry) => (
                  <Entry
                    key={entry.name}
                    entry={entry}
                    address={`/api/isos/${isoId}/files/content?path=${encodeURIComponent([...path, entry.name].join('/'))}`}
                    onOpen={() => setPath([...path, entry.name])}
                  />
                ))}
              </ul>
              {query.hasNextPage ? (
                <div className="calm">
                  <button type="button" className="btn btn-sm" onClick={() => void query.fetchNextPage()}>
                    {t('inside.more')}
                  </button>
                </div>
              ) : null}
            </>
          );
        }}
      </QueryView>
    </>
  );
}

function Entry({ entry, address, onOpen }: { entry: InsideEntry; address: string; onOpen: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { name, kind, sizeBytes, badBytes, linkTarget } = entry;
  const Icon = icons[kind];
  return (
    <li className="row-item row-slim">
      <Icon size={18} aria-hidden="true" />
      <div className="row-main">
        {kind === 'directory' ? (
          <button type="button" className="link-button" onClick={onOpen}>
            <Name>{name}</Name>
          </button>
        ) : (
          <Name>{linkTarget === null ? name : `${name} → ${linkTarget}`}</Name>
        )}
        {badBytes === null || badBytes === 0 ? null : (
          <span className="is-bad small">{t('inside.damaged', { size: format.bytes(badBytes) })}</span>
        )}
      </div>
      {kind === 'file' ? (
        <>
          <span className="figure text-secondary">{format.bytes(sizeBytes)}</span>
          <a
            className="btn btn-icon btn-ghost-secondary"
            href={address}
            aria-label={t('inside.download', { name: printable(name) })}
            download
          >
            <IconDownload size={18} aria-hidden="true" />
          </a>
        </>
      ) : null}
    </li>
  );
}
