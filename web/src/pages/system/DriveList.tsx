import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { queries } from '../../api/queries.ts';
import { DriveStateBadge } from '../../drives/DriveStateBadge.tsx';
import { driveName } from '../../drives/drive-name.ts';
import { Card } from '../../ui/Card.tsx';
import { QueryView } from '../../ui/States.tsx';

/** All drives in short. */
export function DriveList() {
  const { t } = useTranslation();
  const query = useQuery(queries.drives());
  return (
    <Card
      title={t('nav.drives')}
      isFlush
      actions={
        <Link to="/drives" className="btn btn-sm">
          {t('dashboard.toDrives')}
        </Link>
      }
    >
      <QueryView query={query} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="calm">{t('drives.none')}</div>
          ) : (
            <ul className="rows">
              {items.map((drive) => (
                <li key={drive.key} className="row-item row-slim">
                  <div className="row-main">
                    <bdi>{driveName(drive)}</bdi>
                    <span className="text-secondary small">
                      {drive.info.kind === 'image' ? t('drive.image') : drive.info.devicePath}
                    </span>
                  </div>
                  <DriveStateBadge drive={drive} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  );
}
