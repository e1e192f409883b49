import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import { accessApi, roles } from '../../access/access-api.ts';
import type { Role, User } from '../../api/types.ts';
import { useConfirm } from '../../ui/Confirm.tsx';
import { Name } from '../../ui/Name.tsx';
import { useAction } from '../../ui/use-action.ts';

const ResetPasswordDialog = lazy(() =>
  import('./ResetPasswordDialog.tsx').then((it) => ({ default: it.ResetPasswordDialog })),
);

/** Somebody who may come in: role, on or off, gone. */
export function UserRow({ user, onChanged }: { user: User; onChanged: () => void }) {
  const { t } = useTranslation();
  const { me } = useAccess();
  const confirm = useConfirm();
  const { run, isBusy } = useAction();
  const [isResetting, setIsResetting] = useState(false);
  const isSelf = me?.name === user.name;
  const change = (order: { role?: Role; isDisabled?: boolean }) =>
    run(async () => {
      await accessApi.changeUser(user.id, order);
      onChanged();
    });
  const remove = async () => {
    const isSure = await confirm({
      title: t('users.removeTitle', { name: user.name }),
      text: t('users.removeText'),
      confirm: t('users.remove'),
      isDangerous: true,
    });
    if (!isSure) return;
    run(async () => {
      await accessApi.removeUser(user.id);
      onChanged();
    });
  };
  const resetFactor = async () => {
    const isSure = await confirm({
      title: t('users.resetFactorTitle', { name: user.name }),
      text: t('users.resetFactorText'),
      confirm: t('users.resetFactor'),
      isDangerous: true,
    });
    if (!isSure) return;
    run(async () => {
      await accessApi.resetSecondFactor(user.id);
      onChanged();
    });
  };
  return (
    <li className="row-item row-wrap">
      <div className="row-main">
        <strong>
          <Name>{user.displayName}</Name>
        </strong>
        <span className="text-secondary small">
          {[
            user.name,
            isSelf ? t('users.you') : null,
            user.isDisabled ? t('users.off') : null,
            user.hasSecondFactor ? t('factor.title') : null,
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
      </div>
      <div className="actions">
        <select
          className="form-select w-auto"
          aria-label={t('users.roleOf', { name: user.name })}
          value={user.role}
          disabled={isBusy || isSelf}
          onChange={({ target }) => {
            const role = roles.find((one) => one === target.value);
            if (role !== undefined) change({ role });
          }}
        >
          {roles.map((role) => (
            <option key={role} value={role}>
              {t(`roles.${role}`)}
            </option>
          ))}
        </select>
        {isSelf ? null : (
          <>
            <button type="button" className="btn" disabled={isBusy} onClick={() => setIsResetting(true)}>
              {t('users.reset')}
            </button>
            {user.hasSecondFactor ? (
              <button type="button" className="btn" disabled={isBusy} onClick={() => void resetFactor()}>
                {t('users.resetFactor')}
              </button>
            ) : null}
            <button
              type="button"
              className="btn"
              disabled={isBusy}
              onClick={() => change({ isDisabled: !user.isDisabled })}
            >
              {user.isDisabled ? t('users.enable') : t('users.disable')}
            </button>
            <button type="button" className="btn" disabled={isBusy} onClick={() => void remove()}>
              {t('users.remove')}
            </button>
          </>
        )}
      </div>
      {isResetting ? (
        <Suspense>
          <ResetPasswordDialog user={user} onClose={() => setIsResetting(false)} />
        </Suspense>
      ) : null}
    </li>
  );
}
