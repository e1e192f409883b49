import { useQuery } from '@tanstack/react-query';
import { createContext, lazy, type ReactNode, Suspense, use, useMemo } from 'react';
import { ProblemError } from '../api/client.ts';
import type { Me, Role } from '../api/types.ts';
import { ErrorState, LoadingState } from '../ui/States.tsx';
import { accessApi, isAllowed } from './access-api.ts';
import { meKey } from './me.ts';

const LoginPage = lazy(() => import('./LoginPage.tsx').then((it) => ({ default: it.LoginPage })));

/** Who is here, as pages ask it. */
type AccessView = {
  /** Who is logged in; `null` where nobody is asked. */
  readonly me: Me | null;
  /** Whether the person may do what needs this role. */
  readonly may: (needed: Role) => boolean;
  readonly logOut: () => void;
};

const Context = createContext<AccessView>({ me: null, may: () => true, logOut: () => undefined });

/** Lets those in who may come in; the others log in first. A server that asks nobody lets everybody in. */
export function AccessGate({ children }: { children: ReactNode }) {
  const { data, error, refetch } = useQuery({ queryKey: meKey, queryFn: accessApi.me, staleTime: Infinity });
  const me = data === undefined || data === null || data.by === 'none' ? null : data;
  const view = useMemo(
    (): AccessView => ({
      me,
      may: (needed) => me === null || isAllowed(me.role, needed),
      logOut: () => {
        accessApi.logOut().then(() => location.assign('/'), reportError);
      },
    }),
    [me],
  );
  const isStranger = error instanceof ProblemError && error.problem.status === 401;
  if (isStranger) {
    return (
      <Suspense fallback={<LoadingState />}>
        <LoginPage />
      </Suspense>
    );
  }
  if (data === undefined && error !== null)
    return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <LoadingState />;
  return <Context value={view}>{children}</Context>;
}

/** Who is here, and what they may do. */
export function useAccess(): AccessView {
  return use(Context);
}
