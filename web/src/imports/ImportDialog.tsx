import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../api/client.ts';
import { SelectField } from '../ui/Fields.tsx';
import { FormError } from '../ui/FormError.tsx';
import { Modal } from '../ui/Modal.tsx';
import { PathField } from '../ui/PathField.tsx';
import { useForm } from '../ui/use-form.ts';
import { LookedAt } from './LookedAt.tsx';

const checkTimes = ['later', 'now'] as const;

/** Asks which folder to take images from, looks at it first, tells what would be taken, and takes it. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [path, setPath] = useState('');
  const [checkSums, setCheckSums] = useState<(typeof checkTimes)[number]>('later');
  /** The job that looks at the folder, and how many images it found that are new; `null`: it is not over. */
  const [look, setLook] = useState<string | null>(null);
  const [fresh, setFresh] = useState<number | null>(null);
  const { problem, isToldAtFields, fieldError, isBusy, send } = useForm();
  const order = async (dryRun: boolean) => {
    const body = { path, checkSums, dryRun };
    return (await answerOf(api.POST('/api/isos/import', { body }))).uuid;
  };
  const lookAt = () => {
    setFresh(null);
    send(async () => setLook(await order(true)));
  };
  const take = () =>
    send(async () => {
      const uuid = await order(false);
      onClose();
      await navigate({ to: '/jobs/$uuid', params: { uuid } });
    });
  const again = (work: () => void) => {
    work();
    setLook(null);
    setFresh(null);
  };
  return (
    <Modal
      title={t('imports.title')}
      onClose={onClose}
      footer={
        <>
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          {fresh === null ? (
            <button
              type="button"
              className="btn btn-primary"
              disabled={path === '' || isBusy || look !== null}
              onClick={lookAt}
            >
              {t('imports.look')}
            </button>
          ) : (
            <button type="button" className="btn btn-primary" disabled={fresh === 0 || isBusy} onClick={take}>
              {t('imports.take', { count: fresh })}
            </button>
          )}
        </>
      }
    >
      <p className="text-secondary">{t('imports.text')}</p>
      <FormError problem={problem} isToldAtFields={isToldAtFields} />
      <PathField
        label={t('imports.folder')}
        wants="source"
        error={fieldError('path')}
        value={path}
        onChange={(value) => again(() => setPath(value))}
      />
      <SelectField
        label={t('imports.check')}
        value={checkSums}
        options={checkTimes.map((value) => ({ value, label: t(`imports.checks.${value}`) }))}
        onChange={setCheckSums}
      />
      {look === null ? null : (
        <LookedAt key={look} uuid={look} onKnown={setFresh} onFailed={() => setLook(null)} />
      )}
    </Modal>
  );
}
