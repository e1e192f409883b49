import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { InsideSearch } from '../../app/search.ts';
import { Name } from '../../ui/Name.tsx';

/** Where one is in an image; each folder on the way can be gone back to. */
export function Crumbs({ id, search }: { id: string; search: InsideSearch }) {
  const { t } = useTranslation();
  const names = (search.path ?? '').split('/').filter((name) => name !== '');
  const { q: _, open: _open, ...kept } = search;
  return (
    <nav className="crumbs" aria-label={t('inside.path')}>
      {['', ...names].map((name, depth) => {
        const path = names.slice(0, depth).join('/');
        const { path: _path, ...rest } = kept;
        const text = <Name key={path}>{depth === 0 ? t('inside.root') : name}</Name>;
        return depth === names.length ? (
          <span key={path} className="crumb-here" aria-current="location">
            {text}
          </span>
        ) : (
          <Link
            key={path}
            to="/library/$id/files"
            params={{ id }}
            search={path === '' ? rest : { ...rest, path }}
            activeOptions={{ exact: true }}
            activeProps={{ className: '' }}
            className="btn btn-sm btn-ghost-secondary"
          >
            {text}
          </Link>
        );
      })}
    </nav>
  );
}
