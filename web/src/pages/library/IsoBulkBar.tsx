import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Iso } from '../../api/types.ts';
import { ArchiveButtons } from '../../archive/ArchiveButtons.tsx';
import { useIsoActions } from '../../isos/use-iso-actions.ts';
import { SendButton } from '../../targets/SendButton.tsx';
import type { Selection } from '../../ui/use-selection.ts';

const BulkTagsDialog = lazy(() =>
  import('./BulkTagsDialog.tsx').then((it) => ({ default: it.BulkTagsDialog })),
);

/** What can be done with all chosen images together. */
export function IsoBulkBar({ isos, selection }: { isos: readonly Iso[]; selection: Selection }) {
  const { t } = useTranslation();
  const { verify, trash, restore, isBusy } = useIsoActions();
  const [isTagging, setIsTagging] = useState(false);
  const chosen = isos.filter(({ id }) => selection.chosen.has(String(id)));
  if (chosen.length === 0) return null;
  const trashed = chosen.filter(({ trashedAt }) => trashedAt !== null);
  const kept = chosen.filter(({ trashedAt }) => trashedAt === null);
  const there = kept.filter(({ isPresent }) => isPresent).map(({ id }) => ['ids', String(id)]);
  const button = (text: string, list: readonly Iso[], work: () => void) =>
    list.length === 0 ? null : (
      <button type="button" className="btn btn-sm" disabled={isBusy} onClick={work}>
        {text} ({list.length})
      </button>
    );
  return (
    <div className="bulk" role="toolbar" aria-label={t('bulk.label')}>
      <strong>{t('bulk.chosen', { count: chosen.length })}</strong>
      {button(t('iso.verify'), kept, () => verify(kept))}
      {there.length === 0 ? null : (
        <a className="btn btn-sm" href={`/api/isos/zip?${new URLSearchParams(there)}`} download>
          {t('inside.zip')} ({there.length})
        </a>
      )}
      {button(t('bulkTags.open'), kept, () => setIsTagging(true))}
      <ArchiveButtons isos={kept} isBulk onDone={selection.clear} />
      <SendButton isos={kept.filter(({ isPresent }) => isPresent)} isSmall />
      {button(t('iso.delete'), kept, () => void trash(kept).then((isDone) => isDone && selection.clear()))}
      {button(t('iso.restore'), trashed, () => restore(trashed))}
      <button type="button" className="btn btn-sm btn-ghost-secondary ms-auto" onClick={selection.clear}>
        {t('bulk.clear')}
      </button>
      {isTagging ? (
        <Suspense>
          <BulkTagsDialog isos={kept} onClose={() => setIsTagging(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}
