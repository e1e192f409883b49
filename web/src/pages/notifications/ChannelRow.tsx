import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { printable } from '../../format/printable.ts';
import { useFormat } from '../../format/use-format.ts';
import { useConfirm } from '../../ui/Confirm.tsx';
import { Name } from '../../ui/Name.tsx';
import { useAction } from '../../ui/use-action.ts';
import { type Channel, notificationApi, type TestResult } from './notification-api.ts';
import { TestResultNote } from './TestResultNote.tsx';

/** A channel: how it fares, a test, and what can be done with it. */
export function ChannelRow({ channel, onEdit }: { channel: Channel; onEdit: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const confirm = useConfirm();
  const { run, isBusy } = useAction();
  const [result, setResult] = useState<TestResult | null>(null);
  const { id, name, setup, isEnabled, lastSuccessAt, lastError, lastErrorAt, waiting, givenUp, retryAt } =
    channel;
  const isFailing = lastErrorAt !== null && (lastSuccessAt === null || lastErrorAt > lastSuccessAt);
  const remove = async () => {
    const isSure = await confirm({
      title: t('notify.removeTitle', { name }),
      text: t('notify.removeText', { count: waiting }),
      confirm: t('notify.remove'),
      isDangerous: true,
    });
    if (isSure) run(() => notificationApi.remove(id));
  };
  const facts = [
    t(`notify.channels.${setup.type}`),
    isEnabled ? null : t('notify.off'),
    lastSuccessAt === null ? null : t('notify.lastSuccess', { ago: format.ago(lastSuccessAt) }),
    waiting === 0 ? null : t('notify.waiting', { count: waiting }),
    givenUp === 0 ? null : t('notify.givenUp', { count: givenUp }),
    retryAt === null ? null : t('notify.nextTry', { at: format.dateTime(retryAt) }),
  ];
  return (
    <li className="row-item row-wrap">
      <div className="row-main">
        <strong>
          <Name>{name}</Name>
        </strong>
        <span className="text-secondary small">{facts.filter((part) => part !== null).join(' · ')}</span>
        {isFailing && lastError !== null ? (
          <span className="field-error">{t('notify.lastError', { error: printable(lastError) })}</span>
        ) : null}
        {result === null ? null : <TestResultNote result={result} />}
      </div>
      <div className="actions">
        <button
          type="button"
          className="btn"
          disabled={isBusy}
          onClick={() => run(async () => setResult(await notificationApi.test({ id })))}
        >
          {t('notify.test')}
        </button>
        <button type="button" className="btn" onClick={onEdit}>
          {t('notify.change')}
        </button>
        <button type="button" className="btn" disabled={isBusy} onClick={() => void remove()}>
          {t('notify.remove')}
        </button>
      </div>
    </li>
  );
}
