import { IconListSearch, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accessApi } from '../../access/access-api.ts';
import { Card } from '../../ui/Card.tsx';
import { Page, useWindowTitle } from '../../ui/Page.tsx';
import { QueryView } from '../../ui/States.tsx';
import { AddUserDialog } from './AddUserDialog.tsx';
import { UserRow } from './UserRow.tsx';

/** Who may come in, and what they may do. */
export function UsersPage() {
  const { t } = useTranslation();
  useWindowTitle(t('users.title'));
  const query = useQuery({ queryKey: ['users'], queryFn: accessApi.users, staleTime: 0 });
  const [isAdding, setIsAdding] = useState(false);
  const refresh = () => void query.refetch();
  return (
    <Page
      title={t('users.title')}
      subtitle={t('users.lead')}
      actions={
        <>
          <Link to="/audit" className="btn">
            <IconListSearch size={18} aria-hidden="true" /> {t('audit.title')}
          </Link>
          <button type="button" className="btn btn-primary" onClick={() => setIsAdding(true)}>
            <IconPlus size={18} aria-hidden="true" /> {t('users.add')}
          </button>
        </>
      }
    >
      <Card title={t('users.all')} isFlush>
        <QueryView query={query}>
          {({ items }) => (
            <ul className="rows">
              {items.map((user) => (
                <UserRow key={user.id} user={user} onChanged={refresh} />
              ))}
            </ul>
          )}
        </QueryView>
      </Card>
      {isAdding ? <AddUserDialog onAdded={refresh} onClose={() => setIsAdding(false)} /> : null}
    </Page>
  );
}
