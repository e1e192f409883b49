import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from './use-problem-text.ts';

/** Nothing is here yet: says what to do next. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  action?: ReactNode | undefined;
}) {
  return (
    <div className="empty">
      <div className="empty-icon" aria-hidden="true">
        {icon}
      </div>
      <p className="empty-title">{title}</p>
      <p className="empty-subtitle text-secondary">{children}</p>
      {action === undefined ? null : <div className="empty-action">{action}</div>}
    </div>
  );
}

/** Something could not be loaded: what happened, and a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const { title, detail, hint } = useProblemText()(error);
  return (
    <div className="empty" role="alert">
      <div className="empty-icon text-danger" aria-hidden="true">
        <IconAlertTriangle />
      </div>
      <p className="empty-title">{title}</p>
      {detail === null ? null : <p className="text-secondary">{detail}</p>}
      <p className="text-secondary">{hint}</p>
      {onRetry === undefined ? null : (
        <div className="empty-action">
          <button type="button" className="btn btn-primary" onClick={onRetry}>
            <IconRefresh size={18} aria-hidden="true" /> {t('common.retry')}
          </button>
        </div>
      )}
    </div>
  );
}

/** The shape of what is coming, while it is on its way. */
export function LoadingState({ lines = 4 }: { lines?: number }) {
  const { t } = useTranslation();
  return (
    <div className="loading" role="status" aria-label={t('common.loading')}>
      {Array.from({ length: lines }, (_, index) => index).map((line) => (
        <div key={line} className="loading-line" />
      ))}
    </div>
  );
}

type Query<T> = {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
};

/** What a query has: its data if there is any, however old; else why not; else that it is on its way. */
export function QueryView<T>({
  query,
  children,
  lines,
}: {
  query: Query<T>;
  children: (data: T) => ReactNode;
  lines?: number;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null && query.error !== undefined) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  return lines === undefined ? <LoadingState /> : <LoadingState lines={lines} />;
}
