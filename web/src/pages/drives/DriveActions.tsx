import { IconDiscOff, IconFileImport, IconPlayerEject, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import { answerOf, api } from '../../api/client.ts';
import type { DriveView } from '../../api/types.ts';
import { driveName } from '../../drives/drive-name.ts';
import { useConfirm } from '../../ui/Confirm.tsx';
import { FolderBrowser } from '../../ui/FolderBrowser.tsx';
import { useAction } from '../../ui/use-action.ts';

/** What can be done with a drive's tray and disc. */
export function DriveActions({ drive }: { drive: DriveView }) {
  const { t } = useTranslation();
  const { may } = useAccess();
  const confirm = useConfirm();
  const { run, isBusy } = useAction();
  const [isBrowsing, setIsBrowsing] = useState(false);
  if (!may('operator') || drive.state === 'offline') return null;
  const device = drive.info.id;
  const name = driveName(drive);
  const at = { params: { path: { device } } };
  const slot = { params: { path: { id: device } } };
  const isImage = drive.info.kind === 'image';
  const isHeldByJob = drive.holder?.startsWith('job:') === true;

  const eject = async () => {
    if (isHeldByJob) {
      const isSure = await confirm({
        title: t('drive.ejectBusyTitle', { name }),
        text: t('drive.ejectBusyText'),
        confirm: t('drive.ejectBusyYes'),
      });
      if (!isSure) return;
    }
    run(() => answerOf(api.POST('/api/disks/{device}/eject', { ...at, body: { force: isHeldByJob } })));
  };
  const identify = () => run(() => answerOf(api.POST('/api/disks/{device}/identify', at)));
  const close = () => run(() => answerOf(api.POST('/api/disks/{device}/close', at)));
  const takeOut = () => run(() => answerOf(api.POST('/api/image-drives/{id}/remove', slot)));
  const insert = (path: string) => {
    setIsBrowsing(false);
    run(() => answerOf(api.POST('/api/image-drives/{id}/insert', { ...slot, body: { path } })));
  };

  const button = (text: string, icon: React.ReactNode, work: () => void) => (
    <button
      type="button"
      className="btn btn-icon"
      disabled={isBusy}
      aria-label={t('drive.actionOn', { action: text, name })}
      title={text}
      onClick={work}
    >
      {icon}
    </button>
  );
  const hasDisc = drive.state === 'ready' || drive.state === 'reading' || drive.state === 'loading';
  return (
    <>
      {isImage && !hasDisc ? (
        <button type="button" className="btn" disabled={isBusy} onClick={() => setIsBrowsing(true)}>
          <IconFileImport size={18} aria-hidden="true" /> {t('drive.insert')}
        </button>
      ) : null}
      {drive.state === 'ready' && drive.holder === null
        ? button(t('drive.identify'), <IconRefresh size={18} aria-hidden="true" />, identify)
        : null}
      {isImage && hasDisc && !isHeldByJob
        ? button(t('drive.takeOut'), <IconDiscOff size={18} aria-hidden="true" />, takeOut)
        : null}
      {!isImage && drive.state === 'open' ? (
        <button type="button" className="btn" disabled={isBusy} onClick={close}>
          {t('drive.close')}
        </button>
      ) : null}
      {!isImage && drive.state !== 'open'
        ? button(t('drive.eject'), <IconPlayerEject size={18} aria-hidden="true" />, () => void eject())
        : null}
      {isBrowsing ? (
        <FolderBrowser wants="image" start={null} onChoose={insert} onClose={() => setIsBrowsing(false)} />
      ) : null}
    </>
  );
}
