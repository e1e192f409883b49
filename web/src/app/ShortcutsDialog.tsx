import { useTranslation } from 'react-i18next';
import { Modal } from '../ui/Modal.tsx';
import { places } from './nav.ts';

const others = [
  ['n', 'shortcuts.newJob'],
  ['/', 'shortcuts.search'],
  ['j', 'shortcuts.down'],
  ['k', 'shortcuts.up'],
  ['x', 'shortcuts.select'],
  ['Enter', 'shortcuts.openRow'],
  ['?', 'shortcuts.help'],
] as const;

/** All shortcuts. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal title={t('shortcuts.title')} onClose={onClose}>
      <dl className="keys">
        {places.map(({ key, text }) => (
          <div key={key}>
            <dt>
              <kbd>g</kbd> <kbd>{key}</kbd>
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
        {others.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
