import { useTranslation } from 'react-i18next';
import type { DriveView } from '../api/types.ts';
import { useFormat } from '../format/use-format.ts';
import { Name } from '../ui/Name.tsx';
import { DiscIcon } from './DiscIcon.tsx';

/** What is in a drive, in two lines; without a disc it says so. */
export function DiscSummary({ drive }: { drive: DriveView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { disc } = drive;
  if (disc === null) {
    return <p className="text-secondary mb-0">{drive.discError ?? t(`drive.noDisc.${drive.state}`)}</p>;
  }
  const size = disc.fsBytes ?? disc.capBytes;
  return (
    <div className="disc">
      <DiscIcon kind={disc.kind} />
      <div className="disc-text">
        <div className="disc-label">
          {disc.label === null ? t('drive.noLabel') : <Name>{disc.label}</Name>}
        </div>
        <div className="text-secondary">
          {[
            t(`disc.kinds.${disc.kind}`),
            disc.media === null ? null : t(`disc.media.${disc.media}`),
            size === null ? null : format.bytes(size),
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </div>
      </div>
    </div>
  );
}
