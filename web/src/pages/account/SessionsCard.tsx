import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accessApi } from '../../access/access-api.ts';
import { useFormat } from '../../format/use-format.ts';
import { Card } from '../../ui/Card.tsx';
import { Name } from '../../ui/Name.tsx';
import { QueryView } from '../../ui/States.tsx';
import { useAction } from '../../ui/use-action.ts';

/** Where one is logged in. */
export function SessionsCard() {
  const { t } = useTranslation();
  const format = useFormat();
  const { run, isBusy } = useAction();
  const query = useQuery({ queryKey: ['sessions'], queryFn: accessApi.sessions, staleTime: 0 });
  const end = (id: string) =>
    run(async () => {
      await accessApi.endSession(id);
      await query.refetch();
    });
  return (
    <Card title={t('account.sessions')} isFlush>
      <QueryView query={query} lines={2}>
        {({ items }) => (
          <ul className="rows">
            {items.map(({ id, agent, address, lastSeenAt, isCurrent }) => (
              <li key={id} className="row-item row-slim">
                <div className="row-main">
                  <Name>{agent}</Name>
                  <span className="text-secondary small">
                    {address} · {isCurrent ? t('account.thisOne') : format.ago(lastSeenAt)}
                  </span>
                </div>
                {isCurrent ? null : (
                  <button type="button" className="btn btn-sm" disabled={isBusy} onClick={() => end(id)}>
                    {t('account.end')}
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </QueryView>
    </Card>
  );
}
