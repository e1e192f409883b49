import { IconPlus } from '@tabler/icons-react';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../access/AccessGate.tsx';
import { useNotices } from '../live/LiveProvider.tsx';
import { useToasts } from '../ui/Toasts.tsx';
import { LostBanner } from './LostBanner.tsx';
import { places } from './nav.ts';
import { NewJobContext } from './new-job-context.ts';
import { UserMenu } from './UserMenu.tsx';
import { useShortcuts } from './use-shortcuts.ts';

const NewJobDialog = lazy(() =>
  import('../pages/new-job/NewJobDialog.tsx').then((it) => ({ default: it.NewJobDialog })),
);
const ShortcutsDialog = lazy(() =>
  import('./ShortcutsDialog.tsx').then((it) => ({ default: it.ShortcutsDialog })),
);

/** What is around every page: menu, banner, shortcuts, the dialog for a new job. */
export function Shell() {
  const { t, i18n } = useTranslation();
  const { may } = useAccess();
  const [newJob, setNewJob] = useState<{ readonly device: string | null } | null>(null);
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const openNewJob = useCallback((device: string | null = null) => setNewJob({ device }), []);
  const show = useToasts();
  useNotices(
    useCallback(
      ({ code, level, message }) => {
        const text = i18n.exists(`notices.${code}`) ? t(`notices.${code}` as 'notices.disc-stays') : message;
        show({ level: level === 'info' ? 'info' : 'error', text, detail: text === message ? '' : message });
      },
      [show, t, i18n],
    ),
  );
  useShortcuts({
    onHelp: () => setIsHelpOpen(true),
    onNewJob: () => {
      if (may('operator')) openNewJob();
    },
  });
  const main = useFocusOnNewPage();
  return (
    <NewJobContext value={openNewJob}>
      <a className="skip-link" href="#content">
        {t('nav.skip')}
      </a>
      <div className="shell">
        <aside className="side">
          <Link to="/" className="brand" aria-label={t('nav.home')}>
            <img src="/icon.svg" alt="" width="30" height="30" />
            <span>disk2iso</span>
          </Link>
          {may('operator') ? (
            <button type="button" className="btn btn-primary side-new" onClick={() => openNewJob()}>
              <IconPlus size={18} aria-hidden="true" /> {t('newJob.open')}
            </button>
          ) : null}
          <Menu label={t('nav.menu')} className="side-menu" />
          <UserMenu onHelp={() => setIsHelpOpen(true)} />
        </aside>
        <header className="top">
          <Link to="/" className="brand" aria-label={t('nav.home')}>
            <img src="/icon.svg" alt="" width="26" height="26" />
            <span>disk2iso</span>
          </Link>
          <div className="top-actions">
            {may('operator') ? (
              <button
                type="button"
                className="btn btn-primary btn-icon"
                aria-label={t('newJob.open')}
                onClick={() => openNewJob()}
              >
                <IconPlus size={20} aria-hidden="true" />
              </button>
            ) : null}
            <UserMenu onHelp={() => setIsHelpOpen(true)} isSmall />
          </div>
        </header>
        <main className="content" id="content" tabIndex={-1} ref={main}>
          <LostBanner />
          <Outlet />
        </main>
        <Menu label={t('nav.menuSmall')} className="tabs" isSmall />
      </div>
      <Suspense fallback={null}>
        {newJob === null ? null : <NewJobDialog device={newJob.device} onClose={() => setNewJob(null)} />}
        {isHelpOpen ? <ShortcutsDialog onClose={() => setIsHelpOpen(false)} /> : null}
      </Suspense>
    </NewJobContext>
  );
}

/** The places; where there is little room without the settings, which are in the other menu then. */
function Menu({
  label,
  className,
  isSmall = false,
}: {
  label: string;
  className: string;
  isSmall?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <nav className={className} aria-label={label}>
      <ul>
        {places
          .filter(({ to }) => !isSmall || to !== '/settings')
          .map(({ to, text, icon: Icon }) => (
            <li key={to}>
              <Link to={to} activeOptions={{ exact: to === '/' }}>
                <Icon size={20} aria-hidden="true" />
                <span>{t(text)}</span>
              </Link>
            </li>
          ))}
      </ul>
    </nav>
  );
}

/** Whoever goes to another page by a link is at its beginning, also with a screen reader. */
function useFocusOnNewPage() {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const before = useRef(path);
  useEffect(() => {
    const isFirst = before.current === undefined;
    if (path !== before.current && !isFirst) main.current?.focus({ preventScroll: true });
    before.current = path;
  }, [path]);
  return main;
}
