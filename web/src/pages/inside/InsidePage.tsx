import { IconFileZip } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { queries } from '../../api/queries.ts';
import { type InsideSearch, insideViews } from '../../app/search.ts';
import { isTyping } from '../../app/use-shortcuts.ts';
import { useFormat } from '../../format/use-format.ts';
import { isoTitle } from '../../isos/iso-title.ts';
import { PreviewDialog } from '../../preview/PreviewDialog.tsx';
import { FilterSelect } from '../../ui/FilterSelect.tsx';
import { Page, useWindowTitle } from '../../ui/Page.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import { QueryView } from '../../ui/States.tsx';
import { useRowKeys } from '../../ui/use-row-keys.ts';
import { useSelection } from '../../ui/use-selection.ts';
import { NotFoundPage } from '../NotFoundPage.tsx';
import { Crumbs } from './Crumbs.tsx';
import { FolderTable } from './FolderTable.tsx';
import { InsideBulkBar, zipAddress } from './InsideBulkBar.tsx';
import { pathOf } from './sort-entries.ts';
import { useFolder } from './use-folder.ts';

type Change = { [K in keyof InsideSearch]?: InsideSearch[K] | undefined };

/** What is inside of an image, folder by folder, without mounting it. */
export function InsidePage() {
  const { id } = useParams({ from: '/library/$id/files' });
  return /^[1-9]\d{0,14}$/.test(id) ? <KnownImage id={Number(id)} /> : <NotFoundPage />;
}

function KnownImage({ id }: { id: number }) {
  const { t } = useTranslation();
  const { data: iso } = useQuery(queries.iso(id));
  const title = iso === undefined ? t('inside.title') : isoTitle(iso);
  useWindowTitle(title);
  return (
    <Page
      title={<bdi>{title}</bdi>}
      subtitle={t('inside.title')}
      actions={
        <Link to="/library/$id" params={{ id: String(id) }} className="btn">
          {t('inside.toImage')}
        </Link>
      }
    >
      <section className="card" aria-label={t('inside.title')}>
        <Folder id={id} />
      </section>
    </Page>
  );
}

function Folder({ id }: { id: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const search = useSearch({ from: '/library/$id/files' });
  const navigate = useNavigate({ from: '/library/$id/files' });
  const change = useCallback(
    (part: Change, isStep = false) => {
      navigate({
        search: (now) => ({ ...now, ...part }) as InsideSearch,
        replace: !isStep,
        resetScroll: isStep,
      }).catch(reportError);
    },
    [navigate],
  );
  const find = useCallback((q: string) => change({ q: q === '' ? undefined : q }), [change]);
  const { query, entries, count, isComplete, first } = useFolder(id, search);
  const { path = '', view, sort = 'name', order = 'asc', open } = search;
  const selectable = useMemo(
    () => entries.filter(({ kind }) => kind === 'file' || kind === 'directory').map(({ name }) => name),
    [entries],
  );
  const selection = useSelection(selectable);
  useRowKeys(selection.toggle);
  useUpKey(path, (parent) => change({ path: parent === '' ? undefined : parent, q: undefined }, true));
  const files = useMemo(() => entries.filter(({ kind }) => kind === 'file'), [entries]);
  const at = open === undefined ? -1 : files.findIndex(({ name }) => name === open);
  const shown = files[at];
  const step = (to: number) => {
    const file = files[to];
    return file === undefined ? null : () => change({ open: file.name });
  };
  return (
    <>
      <search className="filters">
        <SearchBox label={t('inside.search')} value={search.q ?? ''} onChange={find} />
        {first !== undefined && first.views.length > 1 ? (
          <FilterSelect
            label={t('inside.view')}
            all={t('inside.bestView')}
            value={view}
            options={insideViews
              .filter((known) => first.views.includes(known))
              .map((value) => ({ value, label: t(`inside.views.${value}`) }))}
            onChange={(wanted) => change({ view: wanted, path: undefined }, true)}
          />
        ) : null}
      </search>
      <div className="crumb-bar">
        <Crumbs id={String(id)} search={search} />
        <a className="btn btn-sm" href={zipAddress(id, { paths: [path], view })} download>
          <IconFileZip size={18} aria-hidden="true" /> {t('inside.zipFolder')}
        </a>
      </div>
      <QueryView query={query} lines={8}>
        {() => (
          <>
            {first?.hasLosses === true ? <p className="field-error px-3">{t('inside.losses')}</p> : null}
            <p className="list-count" role="status">
              {isComplete
                ? t('inside.count', { count, number: format.number(count) })
                : t('inside.loading', { number: format.number(count) })}
            </p>
            <InsideBulkBar id={id} search={search} selection={selection} />
            {entries.length === 0 && isComplete ? (
              <div className="calm">{count === 0 ? t('inside.empty') : t('inside.noneFound')}</div>
            ) : (
              <FolderTable
                key={path}
                id={id}
                search={search}
                entries={entries}
                selection={selection}
                onSort={(column) =>
                  change({ sort: column, order: sort === column && order === 'asc' ? 'desc' : 'asc' })
                }
              />
            )}
          </>
        )}
      </QueryView>
      {shown === undefined ? null : (
        <PreviewDialog
          key={shown.name}
          file={{ isoId: id, path: pathOf(path, shown.name), view, entry: shown }}
          onClose={() => change({ open: undefined })}
          onStep={{ before: step(at - 1), after: step(at + 1) }}
        />
      )}
    </>
  );
}

/** Backspace goes to the folder above. */
function useUpKey(path: string, onUp: (parent: string) => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
      if (event.key !== 'Backspace' || hasModifier || path === '' || isTyping(event.target)) return;
      event.preventDefault();
      onUp(path.split('/').slice(0, -1).join('/'));
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [path, onUp]);
}
