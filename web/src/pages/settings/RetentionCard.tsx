import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import { useFormat } from '../../format/use-format.ts';
import { isoTitle } from '../../isos/iso-title.ts';
import { Card } from '../../ui/Card.tsx';
import { Name } from '../../ui/Name.tsx';
import { QueryView } from '../../ui/States.tsx';

/** What the rules of retention would put into the trash now, before anybody switches them on. */
export function RetentionCard() {
  const { t } = useTranslation();
  const [isShown, setIsShown] = useState(false);
  return (
    <Card title={t('retention.title')} isFlush>
      <div className="card-body">
        <p className="text-secondary">{t('retention.text')}</p>
        <button
          type="button"
          className="btn"
          aria-expanded={isShown}
          onClick={() => setIsShown((now) => !now)}
        >
          {isShown ? t('retention.hide') : t('retention.show')}
        </button>
      </div>
      {isShown ? <Preview /> : null}
    </Card>
  );
}

function Preview() {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useQuery({
    queryKey: ['isos', 'retention'],
    queryFn: () => answerOf(api.GET('/api/isos/retention/preview')),
    staleTime: 0,
  });
  return (
    <QueryView query={query} lines={3}>
      {({ items, images, totalBytes, kept }) => (
        <>
          <p className="card-body mb-0" role="status">
            <strong>
              {images === 0
                ? t('retention.nothing')
                : t('retention.would', {
                    count: images,
                    number: format.number(images),
                    size: format.bytes(totalBytes),
                  })}
            </strong>{' '}
            {kept === 0 ? null : t('retention.kept', { count: kept, number: format.number(kept) })}
          </p>
          <ul className="rows" aria-label={t('retention.list')}>
            {items.map(({ iso, reason }) => (
              <li className="row-item row-slim" key={iso.id}>
                <div className="row-main">
                  <Link to="/library/$id" params={{ id: String(iso.id) }}>
                    <Name>{isoTitle(iso)}</Name>
                  </Link>
                  <span className="text-secondary small">
                    {[
                      format.bytes(iso.sizeBytes),
                      format.dateTime(iso.createdAt),
                      t(`retention.reasons.${reason}`),
                    ].join(' · ')}
                  </span>
                </div>
              </li>
            ))}
          </ul>
          {images > items.length ? (
            <p className="card-body text-secondary mb-0">
              {t('retention.more', {
                count: images - items.length,
                number: format.number(images - items.length),
              })}
            </p>
          ) : null}
        </>
      )}
    </QueryView>
  );
}
