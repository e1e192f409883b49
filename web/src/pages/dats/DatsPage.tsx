import { IconListCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import { Card } from '../../ui/Card.tsx';
import { Page, useWindowTitle } from '../../ui/Page.tsx';
import { EmptyState, QueryView } from '../../ui/States.tsx';
import { DatRow } from './DatRow.tsx';
import { datsQuery } from './dats-query.ts';
import { UploadCard } from './UploadCard.tsx';

/** Lists of known good dumps: which there are, one more, one less. */
export function DatsPage() {
  const { t } = useTranslation();
  useWindowTitle(t('dats.title'));
  const { may } = useAccess();
  const query = useQuery(datsQuery);
  return (
    <Page
      title={t('dats.title')}
      subtitle={t('dats.lead')}
      actions={
        <Link to="/library" search={{ only: 'known' }} className="btn">
          {t('dats.toImages')}
        </Link>
      }
    >
      {may('operator') ? <UploadCard /> : null}
      <Card title={t('dats.files')} isFlush>
        <QueryView query={query} lines={3}>
          {({ items, isMatching }) =>
            items.length === 0 ? (
              <EmptyState icon={<IconListCheck />} title={t('dats.none')}>
                {t('dats.noneText')}
              </EmptyState>
            ) : (
              <>
                <p className="card-body text-secondary mb-0" role="status">
                  {isMatching ? t('dats.matching') : t('dats.matched')}
                </p>
                <ul className="rows">
                  {items.map((dat) => (
                    <DatRow key={dat.id} dat={dat} />
                  ))}
                </ul>
              </>
            )
          }
        </QueryView>
      </Card>
    </Page>
  );
}
