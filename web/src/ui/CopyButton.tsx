import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from './copy-text.ts';

/** Copies a text; what it is goes into the button's name. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const { t } = useTranslation();
  const [isDone, setIsDone] = useState(false);
  const Icon = isDone ? IconCheck : IconCopy;
  const copy = () => {
    copyText(text).then((isCopied) => {
      setIsDone(isCopied);
      setTimeout(() => setIsDone(false), 2000);
    }, reportError);
  };
  return (
    <button
      type="button"
      className="btn btn-icon btn-sm btn-ghost-secondary"
      aria-label={isDone ? t('common.copied') : t('common.copy', { what })}
      onClick={copy}
    >
      <Icon size={16} aria-hidden="true" />
    </button>
  );
}
