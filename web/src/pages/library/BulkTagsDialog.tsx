import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import type { Iso } from '../../api/types.ts';
import { tagsOf } from '../../isos/tags-of.ts';
import { DialogFooter } from '../../rework/DialogFooter.tsx';
import { TextField } from '../../ui/Fields.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { useToasts } from '../../ui/Toasts.tsx';
import { useForm } from '../../ui/use-form.ts';

/** As many images as one call takes. */
const atATime = 200;

/** Gives all chosen images tags, and takes others. */
export function BulkTagsDialog({ isos, onClose }: { isos: readonly Iso[]; onClose: () => void }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const show = useToasts();
  const formId = useId();
  const known = [...new Set(isos.flatMap(({ tags }) => tags))].sort((a, b) => a.localeCompare(b));
  const [add, setAdd] = useState('');
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const { problem, isToldAtFields, fieldError, isBusy, send } = useForm();
  const addTags = tagsOf(add);
  const isReady = !isBusy && (addTags.length > 0 || gone.size > 0);
  const save = () =>
    send(async () => {
      let failed = 0;
      for (let at = 0; at < isos.length; at += atATime) {
        const ids = isos.slice(at, at + atATime).map(({ id }) => id);
        const body = { action: 'tag' as const, ids, addTags, removeTags: [...gone] };
        const { results } = await answerOf(api.POST('/api/isos/bulk', { body }));
        failed += results.filter(({ isOk }) => !isOk).length;
      }
      await cache.invalidateQueries({ queryKey: ['isos'] });
      show(
        failed === 0
          ? { level: 'success', text: t('bulkTags.done', { count: isos.length }) }
          : { level: 'error', text: t('bulkTags.failed', { count: failed }) },
      );
      onClose();
    });
  return (
    <Modal
      title={t('bulkTags.title', { count: isos.length })}
      onClose={onClose}
      footer={
        <DialogFooter formId={formId} isReady={isReady} onClose={onClose}>
          {t('common.save')}
        </DialogFooter>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) save();
        }}
      >
        <FormError problem={problem} isToldAtFields={isToldAtFields} />
        <TextField
          label={t('bulkTags.add')}
          help={t('words.tagsHelp')}
          error={fieldError('addTags')}
          value={add}
          onChange={setAdd}
        />
        {known.length === 0 ? null : (
          <fieldset className="field">
            <legend className="form-label">{t('bulkTags.remove')}</legend>
            {known.map((tag) => (
              <label className="form-check" key={tag}>
                <input
                  type="checkbox"
                  className="form-check-input"
                  checked={gone.has(tag)}
                  onChange={({ target }) =>
                    setGone(
                      (now) =>
                        new Set(target.checked ? [...now, tag] : [...now].filter((one) => one !== tag)),
                    )
                  }
                />
                <bdi className="form-check-label">{tag}</bdi>
              </label>
            ))}
          </fieldset>
        )}
      </form>
    </Modal>
  );
}
