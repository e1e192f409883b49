import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { printable } from '../../format/printable.ts';
import { useFormat } from '../../format/use-format.ts';
import { Card } from '../../ui/Card.tsx';
import { QueryView } from '../../ui/States.tsx';
import { useAction } from '../../ui/use-action.ts';
import { notificationApi, type OutboxEntry } from './notification-api.ts';

/** The newest messages, and what became of them. */
export function OutboxCard() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ['notifications', 'outbox'], queryFn: notificationApi.outbox });
  return (
    <Card title={t('notify.messages')} isFlush>
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="card-body text-secondary mb-0">{t('notify.noMessages')}</p>
          ) : (
            <ul className="rows">
              {items.map((entry) => (
                <MessageRow key={entry.id} entry={entry} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  );
}

function MessageRow({ entry }: { entry: OutboxEntry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { run, isBusy } = useAction();
  const { id, title, channelName, target, state, createdAt, nextAt, lastError } = entry;
  const facts = [
    t(`notify.states.${state}`),
    printable(channelName),
    target === '' ? null : printable(target),
    format.dateTime(createdAt),
    nextAt === null || lastError === null ? null : t('notify.nextTry', { at: format.dateTime(nextAt) }),
  ];
  return (
    <li className="row-item row-wrap">
      <div className="row-main">
        <span>{printable(title)}</span>
        <span className="text-secondary small">{facts.filter((part) => part !== null).join(' · ')}</span>
        {state === 'delivered' || lastError === null ? null : (
          <span className="field-error">{printable(lastError)}</span>
        )}
      </div>
      {state === 'delivered' ? null : (
        <div className="actions">
          <button
            type="button"
            className="btn btn-sm"
            disabled={isBusy}
            onClick={() => run(() => notificationApi.retry(id))}
          >
            {t('notify.tryNow')}
          </button>
          <button
            type="button"
            className="btn btn-sm"
            disabled={isBusy}
            onClick={() => run(() => notificationApi.discard(id))}
          >
            {t('notify.discard')}
          </button>
        </div>
      )}
    </li>
  );
}
