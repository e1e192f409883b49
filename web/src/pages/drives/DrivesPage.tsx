import { IconDiscOff, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import { queries } from '../../api/queries.ts';
import { Page, useWindowTitle } from '../../ui/Page.tsx';
import { EmptyState, QueryView } from '../../ui/States.tsx';
import { AddImageDriveDialog } from './AddImageDriveDialog.tsx';
import { DriveCard } from './DriveCard.tsx';

/** All drives and what is in them. */
export function DrivesPage() {
  const { t } = useTranslation();
  useWindowTitle(t('nav.drives'));
  const { may } = useAccess();
  const query = useQuery(queries.drives());
  const [isAdding, setIsAdding] = useState(false);
  const add = may('operator') ? (
    <button type="button" className="btn btn-primary" onClick={() => setIsAdding(true)}>
      <IconPlus size={18} aria-hidden="true" /> {t('drives.addImageDrive')}
    </button>
  ) : null;
  return (
    <Page title={t('nav.drives')} subtitle={t('drives.lead')} actions={add}>
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="card">
              <EmptyState icon={<IconDiscOff />} title={t('drives.none')} action={add}>
                {t('drives.noneText')}
              </EmptyState>
            </div>
          ) : (
            <ul className="tiles">
              {items.map((drive) => (
                <li key={drive.key}>
                  <DriveCard drive={drive} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
      {isAdding ? <AddImageDriveDialog onClose={() => setIsAdding(false)} /> : null}
    </Page>
  );
}
