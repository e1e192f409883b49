import { IconDots } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../access/AccessGate.tsx';
import { Name } from '../ui/Name.tsx';

const UserMenuBody = lazy(() => import('./UserMenuBody.tsx').then((it) => ({ default: it.UserMenuBody })));

/** The button of the menu of whoever is here; what is in it is loaded when it opens for the first time. */
export function UserMenu({ onHelp, isSmall = false }: { onHelp: () => void; isSmall?: boolean }) {
  const { t } = useTranslation();
  const { me } = useAccess();
  const [wasOpened, setWasOpened] = useState(false);
  const details = useRef<HTMLDetailsElement>(null);
  useClosing(details);
  return (
    <details className="menu" ref={details} onToggle={() => setWasOpened(true)}>
      <summary
        className={isSmall ? 'btn btn-ghost-secondary btn-icon' : 'menu-open'}
        aria-label={isSmall ? t('menu.open') : undefined}
      >
        <IconDots size={20} aria-hidden="true" />
        {isSmall ? null : <span>{me === null ? t('menu.open') : <Name>{me.displayName}</Name>}</span>}
      </summary>
      <div className="menu-body card">
        <Suspense fallback={null}>
          {wasOpened ? (
            <UserMenuBody
              onHelp={onHelp}
              onDone={() => details.current?.removeAttribute('open')}
              isSmall={isSmall}
            />
          ) : null}
        </Suspense>
      </div>
    </details>
  );
}

/** Closes a menu with Escape and when somebody clicks elsewhere. */
function useClosing(ref: React.RefObject<HTMLDetailsElement | null>): void {
  useEffect(() => {
    const close = (event: Event) => {
      const menu = ref.current;
      if (menu === null || !menu.open) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return;
        menu.open = false;
        menu.querySelector('summary')?.focus();
        return;
      }
      if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
    };
    document.addEventListener('keydown', close);
    document.addEventListener('pointerdown', close);
    return () => {
      document.removeEventListener('keydown', close);
      document.removeEventListener('pointerdown', close);
    };
  }, [ref]);
}
