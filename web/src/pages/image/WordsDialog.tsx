import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import type { IsoDetail } from '../../api/types.ts';
import { tagsOf } from '../../isos/tags-of.ts';
import { DialogFooter } from '../../rework/DialogFooter.tsx';
import { TextField } from '../../ui/Fields.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { useForm } from '../../ui/use-form.ts';

/** Changes title, tags, notes and the name of the files. What was not touched is not sent. */
export function WordsDialog({ iso, onClose }: { iso: IsoDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const formId = useId();
  const notesId = useId();
  const stem = iso.fileName.replace(/\.(iso|bin|img)(\.zst)?$/i, '');
  const [title, setTitle] = useState(iso.title ?? '');
  const [tags, setTags] = useState(iso.tags.join(', '));
  const [notes, setNotes] = useState(iso.notes ?? '');
  const [baseName, setBaseName] = useState(stem);
  const { problem, isToldAtFields, fieldError, isBusy, send } = useForm();
  const save = () =>
    send(async () => {
      const body = {
        ...(title === (iso.title ?? '') ? {} : { title: title.trim() === '' ? null : title }),
        ...(tags === iso.tags.join(', ') ? {} : { tags: tagsOf(tags) }),
        ...(notes === (iso.notes ?? '') ? {} : { notes: notes.trim() === '' ? null : notes }),
        ...(baseName === stem ? {} : { baseName }),
      };
      await answerOf(api.PUT('/api/isos/{id}', { params: { path: { id: iso.id } }, body }));
      await cache.invalidateQueries({ queryKey: ['iso', iso.id] });
      await cache.invalidateQueries({ queryKey: ['isos'] });
      onClose();
    });
  return (
    <Modal
      title={t('words.changeTitle')}
      onClose={onClose}
      footer={
        <DialogFooter formId={formId} isReady={!isBusy && baseName !== ''} onClose={onClose}>
          {t('common.save')}
        </DialogFooter>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <FormError problem={problem} isToldAtFields={isToldAtFields} />
        <TextField
          label={t('words.name')}
          help={t('words.nameHelp')}
          error={fieldError('title')}
          value={title}
          onChange={setTitle}
        />
        <TextField
          label={t('words.tags')}
          help={t('words.tagsHelp')}
          error={fieldError('tags')}
          value={tags}
          onChange={setTags}
        />
        <div className="field">
          <label className="form-label" htmlFor={notesId}>
            {t('words.notes')}
          </label>
          <textarea
            id={notesId}
            className="form-control"
            rows={5}
            maxLength={20_000}
            value={notes}
            onChange={({ target }) => setNotes(target.value)}
          />
        </div>
        <TextField
          label={t('words.fileName')}
          help={t('words.fileNameHelp')}
          error={fieldError('baseName')}
          value={baseName}
          onChange={setBaseName}
        />
      </form>
    </Modal>
  );
}
