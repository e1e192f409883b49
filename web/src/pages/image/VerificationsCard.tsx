import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { IsoDetail, Verification } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { Card } from '../../ui/Card.tsx';

/** Every time that the image was compared with what was written down of it. */
export function VerificationsCard({ iso }: { iso: IsoDetail }) {
  const { t } = useTranslation();
  return (
    <Card title={t('verifications.title')} isFlush>
      {iso.verifications.length === 0 ? (
        <div className="calm">{t('verifications.none')}</div>
      ) : (
        <ul className="rows">
          {iso.verifications.map((verification) => (
            <VerificationRow key={verification.id} verification={verification} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function VerificationRow({ verification: { at, verdict, report } }: { verification: Verification }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isBad = verdict === 'mismatch';
  const Icon = isBad ? IconShieldX : IconShieldCheck;
  const failed = report.checks.filter(({ isOk }) => !isOk);
  return (
    <li className="row-item">
      <Icon size={22} aria-hidden="true" className={isBad ? 'is-bad' : 'is-good'} />
      <div className="row-main">
        <div className="row-title">
          <strong>{t(`iso.verdicts.${verdict}`)}</strong>
          <time dateTime={at} className="text-secondary small">
            {format.dateTime(at)}
          </time>
        </div>
        <div className="text-secondary small">
          {t('verifications.checks', { count: report.checks.length })}
        </div>
        {failed.length === 0 ? null : (
          <ul className="hints">
            {failed.map((check) => (
              <li key={`${check.fileName}${check.kind}${check.source ?? ''}`}>{check.message}</li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}
