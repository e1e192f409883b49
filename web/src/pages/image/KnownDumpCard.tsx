import { IconRosetteDiscountCheck, IconStack2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { IsoDetail } from '../../api/types.ts';
import { Card } from '../../ui/Card.tsx';
import { Name } from '../../ui/Name.tsx';

/** Dumps of others that an image is the same as, or has tracks of; nothing where no DAT file knows any. */
export function KnownDumpCard({ iso: { dumpMatches } }: { iso: IsoDetail }) {
  const { t } = useTranslation();
  if (dumpMatches.length === 0) return null;
  return (
    <Card title={t('dats.dumpsTitle')} isFlush>
      <ul className="rows">
        {dumpMatches.map(({ dat, version, title, tracks, matched, isWhole }) => (
          <li className="row-item" key={`${dat}\n${title}`}>
            {isWhole ? (
              <IconRosetteDiscountCheck size={22} aria-hidden="true" className="is-good" />
            ) : (
              <IconStack2 size={22} aria-hidden="true" className="text-secondary" />
            )}
            <div className="row-main">
              <div>
                {isWhole ? t('dats.known') : t('dats.part', { matched, count: tracks })}{' '}
                <strong>
                  <Name>{title}</Name>
                </strong>
              </div>
              <div className="text-secondary small">
                <Name>{version === null ? dat : `${dat} (${version})`}</Name>
              </div>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
