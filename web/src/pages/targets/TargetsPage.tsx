import { IconCloudUpload, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Target, targetApi } from '../../targets/target-api.ts';
import { Page, useWindowTitle } from '../../ui/Page.tsx';
import { EmptyState, QueryView } from '../../ui/States.tsx';
import { TargetDialog } from './TargetDialog.tsx';
import { TargetRow } from './TargetRow.tsx';

/** Where finished images are sent to. */
export function TargetsPage() {
  const { t } = useTranslation();
  useWindowTitle(t('targets.title'));
  const query = useQuery({ queryKey: ['targets', 'all'], queryFn: targetApi.all });
  const [shown, setShown] = useState<Target | 'new' | null>(null);
  return (
    <Page
      title={t('targets.title')}
      subtitle={t('targets.lead')}
      actions={
        <button type="button" className="btn btn-primary" onClick={() => setShown('new')}>
          <IconPlus size={18} aria-hidden="true" /> {t('targets.add')}
        </button>
      }
    >
      <section className="card" aria-label={t('targets.title')}>
        <QueryView query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState icon={<IconCloudUpload />} title={t('targets.none')}>
                {t('targets.noneText')}
              </EmptyState>
            ) : (
              <ul className="rows">
                {items.map((target) => (
                  <TargetRow key={target.id} target={target} onEdit={() => setShown(target)} />
                ))}
              </ul>
            )
          }
        </QueryView>
      </section>
      {shown === null ? null : (
        <TargetDialog target={shown === 'new' ? null : shown} onClose={() => setShown(null)} />
      )}
    </Page>
  );
}
