import { useTranslation } from 'react-i18next';
import type { Job } from '../api/types.ts';
import { useFormat } from '../format/use-format.ts';
import { Name } from '../ui/Name.tsx';

type Work = NonNullable<Job['work']>;
/** What an import has come to. */
export type ImportReport = NonNullable<Extract<Work, { kind: 'import' }>['report']>;

/** The report of a job that has imported, or has looked at what could be; `null` for any other, and before its end. */
export function reportOf({ work }: Job): ImportReport | null {
  return work?.kind === 'import' ? (work.report ?? null) : null;
}

/** What was found in a folder: how many, and the first of each sort by name. */
export function ImportReportView({ report, isDryRun }: { report: ImportReport; isDryRun: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { found, added, addedBytes, known, changed, mismatched, refused } = report;
  const sorts = [
    ['added', added.count, added.first.map((path) => [path, null] as const)],
    ['known', known.count, known.first.map((path) => [path, null] as const)],
    ['changed', changed.count, changed.first.map((path) => [path, null] as const)],
    ['mismatched', mismatched.count, mismatched.first.map((path) => [path, null] as const)],
    [
      'refused',
      refused.count,
      refused.first.map(({ path, why }) => [path, t(`imports.refusals.${why}`)] as const),
    ],
  ] as const;
  return (
    <section aria-label={t('imports.report')}>
      <p role="status">
        <strong>
          {t(isDryRun ? 'imports.would' : 'imports.did', {
            count: found,
            number: format.number(found),
            added: format.number(added.count),
            size: format.bytes(addedBytes),
          })}
        </strong>
      </p>
      {sorts
        .filter(([, count]) => count > 0)
        .map(([sort, count, files]) => (
          <details className="more" key={sort} open={sort !== 'added' && sort !== 'known'}>
            <summary>{t(`imports.sorts.${sort}`, { count, number: format.number(count) })}</summary>
            <ul className="hints">
              {files.map(([path, why]) => (
                <li key={path}>
                  <Name>{path}</Name>
                  {why === null ? null : ` – ${why}`}
                </li>
              ))}
              {count > files.length ? (
                <li>
                  {t('imports.more', {
                    count: count - files.length,
                    number: format.number(count - files.length),
                  })}
                </li>
              ) : null}
            </ul>
          </details>
        ))}
    </section>
  );
}
