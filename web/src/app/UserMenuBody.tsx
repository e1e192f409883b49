import {
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
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../access/AccessGate.tsx';
import { chooseLanguage, languages } from '../i18n/index.ts';
import { chooseTheme, chosenTheme, type Theme, themes } from './theme.ts';

const languageNames = { en: 'English', de: 'Deutsch' } as const;
const themeIcons = { auto: IconSunMoon, light: IconSun, dark: IconMoon } as const;

/** What is in the menu: language, theme, shortcuts, the own account, log-out. `onDone` closes the menu. */
export function UserMenuBody({
  onHelp,
  onDone,
  isSmall,
}: {
  onHelp: () => void;
  onDone: () => void;
  isSmall: boolean;
}) {
  const { t, i18n } = useTranslation();
  const { me, may, logOut } = useAccess();
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  const id = useId();
  return (
    <>
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
        <Link to="/settings" className="menu-item" onClick={onDone}>
          <IconSettings size={18} aria-hidden="true" /> {t('nav.settings')}
        </Link>
      ) : null}
      <button
        type="button"
        className="menu-item"
        onClick={() => {
          onDone();
          onHelp();
        }}
      >
        <IconKeyboard size={18} aria-hidden="true" /> {t('shortcuts.title')} <kbd>?</kbd>
      </button>
      {me === null ? null : (
        <Link to="/account" className="menu-item" onClick={onDone}>
          <IconUser size={18} aria-hidden="true" /> {t('account.title')}
        </Link>
      )}
      {me !== null && may('admin') ? (
        <Link to="/users" className="menu-item" onClick={onDone}>
          <IconUsers size={18} aria-hidden="true" /> {t('users.title')}
        </Link>
      ) : null}
      {me === null ? null : (
        <button type="button" className="menu-item" onClick={logOut}>
          <IconLogout size={18} aria-hidden="true" /> {t('menu.logOut')}
        </button>
      )}
    </>
  );
}
