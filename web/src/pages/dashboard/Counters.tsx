import { IconCircleCheck, IconClock, IconDisc, IconPlayerPlay } from '@tabler/icons-react';
import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SystemStatus } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';

/** Four figures that say how things are, each a way to what it counts. */
export function Counters({ status }: { status: SystemStatus | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { jobs, drives } = status ?? {};
  return (
    <ul className="counters">
      <Counter
        icon={<IconPlayerPlay />}
        tone="counter-active"
        link={{ to: '/jobs', search: { status: 'running' } }}
        name={t('dashboard.running')}
        value={format.number(jobs?.running)}
        more={jobs === undefined ? '' : t('dashboard.slots', { count: jobs.slots })}
      />
      <Counter
        icon={<IconClock />}
        tone="counter-calm"
        link={{ to: '/jobs', search: { status: 'queued' } }}
        name={t('dashboard.queued')}
        value={format.number(jobs?.queued)}
        more={jobs === undefined ? '' : t('dashboard.paused', { count: jobs.paused })}
      />
      <Counter
        icon={<IconCircleCheck />}
        tone="counter-good"
        link={{ to: '/jobs', search: { status: 'completed' } }}
        name={t('dashboard.completedToday')}
        value={format.number(jobs?.completedToday)}
        more={jobs === undefined ? '' : t('dashboard.inAll', { number: format.number(jobs.completed) })}
      />
      <Counter
        icon={<IconDisc />}
        tone="counter-calm"
        link={{ to: '/drives' }}
        name={t('dashboard.drivesReady')}
        value={format.number(drives?.ready)}
        more={
          drives === undefined
            ? ''
            : t('dashboard.drivesOf', {
                count: drives.connected,
                number: format.number(drives.connected),
              })
        }
      />
    </ul>
  );
}

function Counter({
  icon,
  tone,
  link,
  name,
  value,
  more,
}: {
  icon: ReactNode;
  tone: string;
  link: Pick<LinkProps, 'to' | 'search'>;
  name: string;
  value: string;
  more: string;
}) {
  return (
    <li>
      <Link {...link} className="card counter">
        <span className={`counter-icon ${tone}`} aria-hidden="true">
          {icon}
        </span>
        <span className="counter-text">
          <span className="counter-name">{name}</span>
          <span className="counter-value">{value}</span>
          <span className="counter-more">{more}</span>
        </span>
      </Link>
    </li>
  );
}
