import { IconArrowMerge } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../api/client.ts';
import { queries } from '../api/queries.ts';
import type { Iso, IsoDetail } from '../api/types.ts';
import { useFormat } from '../format/use-format.ts';
import { FormError } from '../ui/FormError.tsx';
import { Modal } from '../ui/Modal.tsx';
import { EmptyState, QueryView } from '../ui/States.tsx';
import { useForm } from '../ui/use-form.ts';
import { DialogFooter } from './DialogFooter.tsx';

const formId = 'merge-images';
/** As many as the server takes at once, without the image itself. */
const mostOthers = 15;

/** Asks which other images of the same disc a damaged one is to be made whole with. */
export function MergeDialog({ iso, onClose }: { iso: IsoDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<readonly number[]>([]);
  // Damage may hide what a disc is called, never how long it is.
  const query = useInfiniteQuery(queries.isos({ minSize: iso.sizeBytes, maxSize: iso.sizeBytes }));
  const others = (query.data?.pages ?? [])
    .flatMap(({ items }) => items)
    .filter(({ id, isPresent }) => id !== iso.id && isPresent);
  const { problem, isToldAtFields, isBusy, send } = useForm();
  const isReady = chosen.length > 0 && chosen.length <= mostOthers && !isBusy;
  const start = () =>
    send(async () => {
      const body = { ids: [iso.id, ...chosen] };
      const { uuid } = await answerOf(api.POST('/api/isos/merge', { body }));
      onClose();
      await navigate({ to: '/jobs/$uuid', params: { uuid } });
    });
  const toggle = (id: number) =>
    setChosen((now) => (now.includes(id) ? now.filter((one) => one !== id) : [...now, id]));
  return (
    <Modal
      title={t('rework.merge')}
      onClose={onClose}
      footer={
        <DialogFooter formId={formId} isReady={isReady} onClose={onClose}>
          <IconArrowMerge size={18} aria-hidden="true" /> {t('rework.mergeStart')}
        </DialogFooter>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) start();
        }}
      >
        <p className="text-secondary">{t('rework.mergeText')}</p>
        <FormError problem={problem} isToldAtFields={isToldAtFields} />
        <QueryView query={query} lines={3}>
          {() =>
            others.length === 0 ? (
              <EmptyState icon={<IconArrowMerge />} title={t('rework.mergeNone')}>
                {t('rework.mergeNoneText')}
              </EmptyState>
            ) : (
              <fieldset>
                <legend className="form-label">{t('rework.mergeWith')}</legend>
                {others.map((other) => (
                  <CopyChoice
                    key={other.id}
                    iso={other}
                    isChosen={chosen.includes(other.id)}
                    onToggle={() => toggle(other.id)}
                  />
                ))}
              </fieldset>
            )
          }
        </QueryView>
      </form>
    </Modal>
  );
}

function CopyChoice({ iso, isChosen, onToggle }: { iso: Iso; isChosen: boolean; onToggle: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <label className="form-check">
      <input className="form-check-input" type="checkbox" checked={isChosen} onChange={onToggle} />
      <span className="form-check-label">
        <bdi>{iso.fileName}</bdi>{' '}
        <span className="text-secondary">
          {iso.isComplete ? t('rework.whole') : t('rework.lacks', { size: format.bytes(iso.badBytes) })}
          {' · '}
          {format.ago(iso.createdAt)}
        </span>
      </span>
    </label>
  );
}
