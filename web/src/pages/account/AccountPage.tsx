import { IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import { Page, useWindowTitle } from '../../ui/Page.tsx';
import { EmptyState } from '../../ui/States.tsx';
import { OwnAddressesCard } from '../notifications/OwnAddressesCard.tsx';
import { KeysCard } from './KeysCard.tsx';
import { PasswordCard } from './PasswordCard.tsx';
import { SecondFactorCard } from './SecondFactorCard.tsx';
import { SessionsCard } from './SessionsCard.tsx';

/** One's own account: password, second factor, sessions, keys for scripts. */
export function AccountPage() {
  const { t } = useTranslation();
  useWindowTitle(t('account.title'));
  const { me } = useAccess();
  if (me === null) {
    return (
      <Page title={t('account.title')}>
        <div className="card">
          <EmptyState icon={<IconUser />} title={t('account.nobody')}>
            {t('account.nobodyText')}
          </EmptyState>
        </div>
      </Page>
    );
  }
  return (
    <Page title={t('account.title')} subtitle={`${me.name} · ${t(`roles.${me.role}`)}`}>
      <div className="columns">
        <div className="stack">
          <KeysCard role={me.role} />
          <SessionsCard />
          {me.by === 'session' ? <OwnAddressesCard /> : null}
        </div>
        <div className="stack">
          {me.hasPassword ? <PasswordCard /> : null}
          {me.hasPassword ? <SecondFactorCard isOn={me.hasSecondFactor} /> : null}
        </div>
      </div>
    </Page>
  );
}
