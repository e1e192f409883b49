import { IconUpload } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { Card } from '../../ui/Card.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { useToasts } from '../../ui/Toasts.tsx';
import { useForm } from '../../ui/use-form.ts';
import { datsQuery } from './dats-query.ts';
import { uploadDat } from './upload-dat.ts';

/** Takes a DAT file from the person's own machine. */
export function UploadCard() {
  const { t } = useTranslation();
  const format = useFormat();
  const cache = useQueryClient();
  const show = useToasts();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [share, setShare] = useState(0);
  const { problem, isBusy, send } = useForm();
  const upload = (chosen: File) =>
    send(async () => {
      setShare(0);
      const { name, dumps } = await uploadDat(chosen, setShare);
      setFile(null);
      if (field.current !== null) field.current.value = '';
      show({ level: 'success', text: t('dats.taken', { name, count: dumps, number: format.number(dumps) }) });
      await cache.invalidateQueries({ queryKey: datsQuery.queryKey });
    });
  return (
    <Card title={t('dats.import')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (file !== null) upload(file);
        }}
      >
        <p className="text-secondary">{t('dats.importText')}</p>
        <FormError problem={problem} />
        <div className="field">
          <label className="form-label" htmlFor={id}>
            {t('dats.file')}
          </label>
          <input
            ref={field}
            id={id}
            type="file"
            className="form-control"
            accept=".dat,.xml"
            aria-describedby={`${id}-help`}
            onChange={({ target }) => setFile(target.files?.[0] ?? null)}
          />
          <div className="form-hint" id={`${id}-help`}>
            {t('dats.fileHelp')}
          </div>
        </div>
        {isBusy ? (
          <div className="mb-3">
            <ProgressBar label={t('dats.sending')} fraction={share < 1 ? share : null} />
          </div>
        ) : null}
        <button type="submit" className="btn btn-primary" disabled={file === null || isBusy}>
          <IconUpload size={18} aria-hidden="true" /> {t('dats.import')}
        </button>
      </form>
    </Card>
  );
}
