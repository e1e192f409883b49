import {
  IconDots,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSettings,
  IconSun,
  IconSunMoon,
  IconUser,
  IconUsers,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../access/AccessGate.tsx';
import { chooseLanguage, languages } from '../i18n/index.ts';
import { Name } from '../ui/Name.tsx';
import { chooseTheme, chosenTheme, type Theme, themes } from './theme.ts';

const languageNames = { en: 'English', de: 'Deutsch' } as const;
const themeIcons = { auto: IconSunMoon, light: IconSun, dark: IconMoon } as const;

/** Language, theme, shortcuts, log-out. */
export function UserMenu({ onHelp, isSmall = false }: { onHelp: () => void; isSmall?: boolean }) {
  const { t, i18n } = useTranslation();
  const { me, may, logOut } = useAccess();
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  const details = useRef<HTMLDetailsElement>(null);
  const id = useId();
  useClosing(details);
  return (
    <details className="menu" ref={details}>
      <summary
        className={isSmall ? 'btn btn-ghost-secondary btn-icon' : 'menu-open'}
        aria-label={isSmall ? t('menu.open') : undefined}
      >
        <IconDots size={20} aria-hidden="true" />
        {isSmall ? null : <span>{me === null ? t('menu.open') : <Name>{me.displayName}</Name>}</span>}
      </summary>
      <div className="menu-body card">
        <fieldset className="choice">
          <legend>{t('menu.theme')}</legend>
          {themes.map((name) => {
            const Icon = themeIcons[name];
            return (
              <label key={name}>
                <input
                  type="radio"
                  name={`${id}-theme`}
                  checked={theme === name}
                  onChange={() => {
                    chooseTheme(name);
                    setTheme(name);
                  }}
                />
                <span>
                  <Icon size={16} aria-hidden="true" /> {t(`menu.themes.${name}`)}
                </span>
              </label>
            );
          })}
        </fieldset>
        <fieldset className="choice">
          <legend>{t('menu.language')}</legend>
          {languages.map((language) => (
            <label key={language}>
              <input
                type="radio"
                name={`${id}-language`}
                checked={i18n.language === language}
                onChange={() => {
                  chooseLanguage(language).catch(reportError);
                }}
              />
              <span lang={language}>{languageNames[language]}</span>
            </label>
          ))}
        </fieldset>
        {isSmall ? (
          <Link to="/settings" className="menu-item" onClick={() => details.current?.removeAttribute('open')}>
            <IconSettings size={18} aria-hidden="true" /> {t('nav.settings')}
          </Link>
        ) : null}
        <button
          type="button"
          className="menu-item"
          onClick={() => {
            details.current?.removeAttribute('open');
            onHelp();
          }}
        >
          <IconKeyboard size={18} aria-hidden="true" /> {t('shortcuts.title')} <kbd>?</kbd>
        </button>
        {me === null ? null : (
          <Link to="/account" className="menu-item" onClick={() => details.current?.removeAttribute('open')}>
            <IconUser size={18} aria-hidden="true" /> {t('account.title')}
          </Link>
        )}
        {me !== null && may('admin') ? (
          <Link to="/users" className="menu-item" onClick={() => details.current?.removeAttribute('open')}>
            <IconUsers size={18} aria-hidden="true" /> {t('users.title')}
          </Link>
        ) : null}
        {me === null ? null : (
          <button type="button" className="menu-item" onClick={logOut}>
            <IconLogout size={18} aria-hidden="true" /> {t('menu.logOut')}
          </button>
        )}
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
