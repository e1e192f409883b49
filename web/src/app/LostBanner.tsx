import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useIsConnected } from '../live/LiveProvider.tsx';

/** A break shorter than this is nobody's business. */
const patienceMs = 1500;

/** Says quietly that the server is not heard, until it is. */
export function LostBanner() {
  const { t } = useTranslation();
  const isConnected = useIsConnected();
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    if (isConnected !== false) {
      setIsShown(false);
      return;
    }
    const timer = setTimeout(() => setIsShown(true), patienceMs);
    return () => clearTimeout(timer);
  }, [isConnected]);
  return (
    <div role="status">
      {isShown ? (
        <div className="lost">
          <IconPlugConnectedX size={20} aria-hidden="true" />
          <span>{t('lost.text')}</span>
        </div>
      ) : null}
    </div>
  );
}
