import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SystemStatus } from '../../api/types.ts';
import { Card } from '../../ui/Card.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';

/** Programs that disk2iso runs: found, or missing with the command that installs them. */
export function ToolsCard({ tools }: { tools: SystemStatus['tools'] }) {
  const { t } = useTranslation();
  const inOrder = tools.toSorted((a, b) => Number(a.path !== null) - Number(b.path !== null));
  return (
    <Card title={t('system.tools')} isFlush>
      <ul className="rows">
        {inOrder.map(({ program, path, version, isRequired, installCommand }) => (
          <li key={program} className="row-item row-slim">
            {path === null ? (
              <IconAlertTriangle size={18} aria-hidden="true" className="is-warn" />
            ) : (
              <IconCheck size={18} aria-hidden="true" className="is-good" />
            )}
            <div className="row-main">
              <span>
                <strong>{program}</strong> <span className="text-secondary">{version}</span>
              </span>
              <span className="text-secondary small">
                {path ?? (isRequired ? t('system.toolNeeded') : t('system.toolOptional'))}
              </span>
              {installCommand === null ? null : (
                <span className="with-button">
                  <code>{installCommand}</code>
                  <CopyButton text={installCommand} what={t('system.installCommand', { program })} />
                </span>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
