import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InsideEntry } from '../api/types.ts';

/** A picture, sound or film: shown by the browser itself, which asks for the parts that it needs. */
export function MediaView({
  kind,
  address,
  name,
}: {
  kind: NonNullable<InsideEntry['preview']>;
  address: string;
  name: string;
}) {
  const { t } = useTranslation();
  const [isBroken, setIsBroken] = useState(false);
  if (isBroken) {
    return (
      <p className="calm" role="alert">
        {t(`preview.broken.${kind}`)}
      </p>
    );
  }
  const props = { src: address, onError: () => setIsBroken(true) };
  switch (kind) {
    case 'picture':
      return <img {...props} className="picture-view" alt={name} />;
    case 'audio':
      return <audio {...props} className="audio-view" controls preload="metadata" aria-label={name} />;
    case 'video':
      return <video {...props} className="video-view" controls preload="metadata" aria-label={name} />;
    default:
      return kind satisfies never;
  }
}
