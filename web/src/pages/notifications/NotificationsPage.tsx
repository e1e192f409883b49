import { IconBell, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page, useWindowTitle } from '../../ui/Page.tsx';
import { EmptyState, QueryView } from '../../ui/States.tsx';
import { ChannelDialog } from './ChannelDialog.tsx';
import { ChannelRow } from './ChannelRow.tsx';
import { type Channel, notificationApi } from './notification-api.ts';
import { OutboxCard } from './OutboxCard.tsx';

/** On which ways people are told of what happens. */
export function NotificationsPage() {
  const { t, i18n } = useTranslation();
  useWindowTitle(t('notify.title'));
  const query = useQuery({ queryKey: ['notifications', 'channels'], queryFn: notificationApi.channels });
  const [shown, setShown] = useState<Channel | 'new' | null>(null);
  return (
    <Page
      title={t('notify.title')}
      subtitle={t('notify.lead')}
      actions={
        <button type="button" className="btn btn-primary" onClick={() => setShown('new')}>
          <IconPlus size={18} aria-hidden="true" /> {t('notify.add')}
        </button>
      }
    >
      <div className="stack">
        <section className="card" aria-label={t('notify.title')}>
          <QueryView query={query}>
            {({ items }) =>
              items.length === 0 ? (
                <EmptyState icon={<IconBell />} title={t('notify.none')}>
                  {t('notify.noneText')}
                </EmptyState>
              ) : (
                <ul className="rows">
                  {items.map((channel) => (
                    <ChannelRow key={channel.id} channel={channel} onEdit={() => setShown(channel)} />
                  ))}
                </ul>
              )
            }
          </QueryView>
        </section>
        <OutboxCard />
      </div>
      {shown === null ? null : (
        <ChannelDialog
          channel={shown === 'new' ? null : shown}
          language={i18n.language === 'de' ? 'de' : 'en'}
          onClose={() => setShown(null)}
        />
      )}
    </Page>
  );
}
