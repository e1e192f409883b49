import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import { queries } from '../../api/queries.ts';
import type { DriveView } from '../../api/types.ts';
import { driveName } from '../../drives/drive-name.ts';
import { useFormat } from '../../format/use-format.ts';
import { Facts } from '../../ui/Card.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { LoadingState, QueryView } from '../../ui/States.tsx';
import { DriveProfileForm } from './DriveProfileForm.tsx';
import { RemoveDriveButton } from './RemoveDriveButton.tsx';

const DriveHealthView = lazy(() =>
  import('./DriveHealthView.tsx').then((it) => ({ default: it.DriveHealthView })),
);

/** All about a drive: the device, its disc, its settings, what went wrong with it. */
export function DriveDialog({ drive, onClose }: { drive: DriveView; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { may } = useAccess();
  const query = useQuery(queries.drive(drive.info.id));
  const { info, disc } = drive;
  const { capabilities } = info;
  const reads = [
    capabilities.readsCd ? 'CD' : '',
    capabilities.readsDvd ? 'DVD' : '',
    capabilities.readsBluray ? 'Blu-ray' : '',
  ];
  return (
    <Modal title={driveName(drive)} onClose={onClose} isWide>
      <h3>{t('drive.device')}</h3>
      <Facts
        items={[
          [t('drive.path'), info.devicePath],
          [t('drive.vendor'), info.vendor],
          [t('drive.model'), info.model],
          [t('drive.firmware'), info.firmware],
          [t('drive.serial'), info.serial],
          [t('drive.bus'), info.bus],
          [t('drive.reads'), reads.filter((part) => part !== '').join(', ')],
          [t('drive.maxSpeed'), capabilities.maxCdSpeed === null ? null : `${capabilities.maxCdSpeed}×`],
        ]}
      />
      {disc === null ? null : (
        <>
          <h3>{t('drive.disc')}</h3>
          <Facts
            items={[
              [t('disc.label'), disc.label],
              [t('disc.kind'), t(`disc.kinds.${disc.kind}`)],
              [t('disc.fileSystems'), disc.fileSystems.join(', ')],
              [t('disc.size'), disc.fsBytes === null ? null : format.bytes(disc.fsBytes)],
              [t('disc.capacity'), disc.capBytes === null ? null : format.bytes(disc.capBytes)],
              [t('disc.sessions'), disc.sessionCount === null ? null : format.number(disc.sessionCount)],
              [t('disc.tracks'), disc.tracks.length === 0 ? null : format.number(disc.tracks.length)],
              [t('disc.created'), disc.createdAt === null ? null : format.dateTime(disc.createdAt)],
            ]}
          />
        </>
      )}
      <Suspense fallback={<LoadingState />}>
        <DriveHealthView drive={drive} />
      </Suspense>
      <h3>{t('drive.errors')}</h3>
      <QueryView query={query} lines={2}>
        {({ errors }) =>
          errors.length === 0 ? (
            <p className="text-secondary">{t('drive.noErrors')}</p>
          ) : (
            <ul className="hints">
              {errors.map(({ at, code, message }) => (
                <li key={`${at}${code}`}>
                  <span className="text-secondary">{format.dateTime(at)}</span> {message}
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
      {may('admin') ? <DriveProfileForm drive={drive} /> : null}
      {info.kind === 'image' && drive.holder === null && may('operator') ? (
        <div className="apart">
          <RemoveDriveButton drive={drive} onGone={onClose} />
        </div>
      ) : null}
    </Modal>
  );
}
