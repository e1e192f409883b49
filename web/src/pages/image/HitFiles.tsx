import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { queries } from '../../api/queries.ts';
import type { InsideSearch } from '../../app/search.ts';
import { useFormat } from '../../format/use-format.ts';
import { Name } from '../../ui/Name.tsx';
import { QueryView } from '../../ui/States.tsx';

/** More than these nobody reads. */
const shownFiles = 100;

/** The files that the damage of an image hits, the worst first. */
export function HitFiles({ id }: { id: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useQuery(queries.damage(id));
  return (
    <QueryView query={query} lines={2}>
      {({ inside, reason, badSectors }) => {
        if (inside === null) return <p className="text-secondary mb-0">{reason}</p>;
        const files = inside.files.toSorted((a, b) => b.share - a.share || b.badBytes - a.badBytes);
        return (
          <>
            <h3 className="sub-title">
              {inside.fileCount > 0
                ? t('damage.files', { count: inside.fileCount })
                : inside.isEveryFileIntact
                  ? t('damage.noFile')
                  : t(badSectors.length === 0 ? 'damage.nowhere' : 'damage.unsure')}
            </h3>
            <ul className="hit-files">
              {files.slice(0, shownFiles).map(({ path, badBytes, share }) => (
                <li key={path}>
                  <Link to="/library/$id/files" params={{ id: String(id) }} search={placeOf(path)}>
                    <Name>{path}</Name>
                  </Link>
                  <span className="is-bad figure">
                    {t('damage.lost', { size: format.bytes(badBytes), share: format.percent(share) })}
                  </span>
                </li>
              ))}
            </ul>
            {inside.fileCount > shownFiles ? (
              <p className="text-secondary">{t('damage.more', { count: inside.fileCount - shownFiles })}</p>
            ) : null}
            {inside.structureCount > 0 ? (
              <p>{t('damage.structures', { count: inside.structureCount })}</p>
            ) : null}
            {inside.unknownCount > 0 ? <p>{t('damage.unknown', { count: inside.unknownCount })}</p> : null}
          </>
        );
      }}
    </QueryView>
  );
}

/** Where a file is looked at: its folder, with the file open. */
function placeOf(path: string): InsideSearch {
  const at = path.lastIndexOf('/');
  return at < 0 ? { open: path } : { path: path.slice(0, at), open: path.slice(at + 1) };
}
