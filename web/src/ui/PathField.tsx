import { IconFolderOpen } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from './Fields.tsx';
import { FolderBrowser } from './FolderBrowser.tsx';

/** A path that can be typed or looked for. */
export function PathField({
  label,
  help,
  error,
  value,
  onChange,
  wants = 'folder',
  placeholder,
}: {
  label: string;
  help?: string | undefined;
  error?: string | undefined;
  value: string;
  onChange: (path: string) => void;
  wants?: 'folder' | 'source' | 'image';
  placeholder?: string | undefined;
}) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <TextField
        label={label}
        help={help}
        error={error}
        value={value}
        onChange={onChange}
        placeholder={placeholder}
        isMono
        button={
          <button
            type="button"
            className="btn btn-icon"
            aria-label={t('browser.open', { what: label })}
            onClick={() => setIsOpen(true)}
          >
            <IconFolderOpen size={18} aria-hidden="true" />
          </button>
        }
      />
      {isOpen ? (
        <FolderBrowser
          wants={wants}
          start={value.startsWith('/') && wants !== 'image' ? value : null}
          onClose={() => setIsOpen(false)}
          onChoose={(path) => {
            onChange(path);
            setIsOpen(false);
          }}
        />
      ) : null}
    </>
  );
}
