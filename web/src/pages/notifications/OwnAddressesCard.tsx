import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../ui/Card.tsx';
import { Name } from '../../ui/Name.tsx';
import { QueryView } from '../../ui/States.tsx';
import { useAction } from '../../ui/use-action.ts';
import { notificationApi, type OwnAddress, type TestResult } from './notification-api.ts';
import { OwnAddressDialog } from './OwnAddressDialog.tsx';
import { TestResultNote } from './TestResultNote.tsx';

/** Where somebody is told, at addresses of their own. Nothing where no channel is offered. */
export function OwnAddressesCard() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ['notifications', 'own'], queryFn: notificationApi.own });
  const [shown, setShown] = useState<OwnAddress | 'new' | null>(null);
  const offered = query.data?.offered ?? [];
  if (query.data !== undefined && offered.length === 0 && query.data.items.length === 0) return null;
  return (
    <Card
      title={t('notify.own')}
      isFlush
      actions={
        offered.length === 0 ? null : (
          <button type="button" className="btn btn-sm" onClick={() => setShown('new')}>
            {t('common.add')}
          </button>
        )
      }
    >
      <QueryView query={query} lines={2}>
        {({ items }) => (
          <>
            <p className="card-body text-secondary mb-0">{t('notify.ownText')}</p>
            <ul className="rows">
              {items.map((address) => (
                <AddressRow key={address.id} address={address} onEdit={() => setShown(address)} />
              ))}
            </ul>
          </>
        )}
      </QueryView>
      {shown === null ? null : (
        <OwnAddressDialog
          address={shown === 'new' ? null : shown}
          offered={offered}
          onClose={() => setShown(null)}
        />
      )}
    </Card>
  );
}

function AddressRow({ address, onEdit }: { address: OwnAddress; onEdit: () => void }) {
  const { t } = useTranslation();
  const { run, isBusy } = useAction();
  const [result, setResult] = useState<TestResult | null>(null);
  const { id, target, channelName, isEnabled } = address;
  return (
    <li className="row-item row-wrap">
      <div className="row-main">
        <Name>{target}</Name>
        <span className="text-secondary small">
          {[channelName, isEnabled ? null : t('notify.off')].filter((part) => part !== null).join(' · ')}
        </span>
        {result === null ? null : <TestResultNote result={result} />}
      </div>
      <div className="actions">
        <button
          type="button"
          className="btn btn-sm"
          disabled={isBusy}
          onClick={() => run(async () => setResult(await notificationApi.testOwn(id)))}
        >
          {t('notify.test')}
        </button>
        <button type="button" className="btn btn-sm" onClick={onEdit}>
          {t('notify.change')}
        </button>
        <button
          type="button"
          className="btn btn-sm"
          disabled={isBusy}
          onClick={() => run(() => notificationApi.removeOwn(id))}
        >
          {t('notify.remove')}
        </button>
      </div>
    </li>
  );
}
