import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** The two ways out of a dialog that orders a job. */
export function DialogFooter({
  formId,
  isReady,
  onClose,
  children,
}: {
  formId: string;
  isReady: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <>
      <button type="button" className="btn" onClick={onClose}>
        {t('common.cancel')}
      </button>
      <button type="submit" form={formId} className="btn btn-primary" disabled={!isReady}>
        {children}
      </button>
    </>
  );
}
