import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import { TextField } from '../../ui/Fields.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { PathField } from '../../ui/PathField.tsx';
import { useForm } from '../../ui/use-form.ts';
import { parseRanges } from './parse-ranges.ts';

const idPattern = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** Makes a drive that reads an image file as if it were a disc. */
export function AddImageDriveDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const [id, setId] = useState('');
  const [path, setPath] = useState('');
  const [rate, setRate] = useState('');
  const [bad, setBad] = useState('');
  const { problem, isToldAtFields, fieldError, isBusy, send } = useForm();
  const ranges = parseRanges(bad);
  const isRateGood = rate === '' || /^[1-9]\d{0,8}$/.test(rate);
  const isGood = idPattern.test(id) && isRateGood && ranges !== null;
  const add = () =>
    send(async () => {
      const body = {
        id,
        ...(path === '' ? {} : { path }),
        ...(rate === '' ? {} : { rateKBps: Number(rate) }),
        badSectors: ranges ?? [],
      };
      await answerOf(api.POST('/api/image-drives', { body }));
      await cache.invalidateQueries({ queryKey: ['drives'] });
      onClose();
    });
  return (
    <Modal
      title={t('drives.addImageDrive')}
      onClose={onClose}
      footer={
        <>
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button
            type="submit"
            form="add-image-drive"
            className="btn btn-primary"
            disabled={!isGood || isBusy}
          >
            {t('common.add')}
          </button>
        </>
      }
    >
      <form
        id="add-image-drive"
        onSubmit={(event) => {
          event.preventDefault();
          if (isGood) add();
        }}
      >
        <p className="text-secondary">{t('drives.imageDriveText')}</p>
        <FormError problem={problem} isToldAtFields={isToldAtFields} />
        <TextField
          label={t('drives.id')}
          help={t('drives.idHelp')}
          error={id !== '' && !idPattern.test(id) ? t('drives.idWrong') : fieldError('id')}
          value={id}
          onChange={setId}
        />
        <PathField
          label={t('drives.image')}
          help={t('drives.imageHelp')}
          error={fieldError('path')}
          value={path}
          onChange={setPath}
          wants="image"
        />
        <details className="more">
          <summary>{t('common.advanced')}</summary>
          <TextField
            label={t('drives.rate')}
            help={t('drives.rateHelp')}
            error={isRateGood ? fieldError('rateKBps') : t('form.wholeNumber')}
            value={rate}
            onChange={setRate}
            type="number"
            suffix="kB/s"
          />
          <TextField
            label={t('drives.badSectors')}
            help={t('drives.badSectorsHelp')}
            error={ranges === null ? t('drives.badSectorsWrong') : fieldError('badSectors')}
            value={bad}
            onChange={setBad}
          />
        </details>
      </form>
    </Modal>
  );
}
