import { createContext, type ReactNode, use } from 'react';
import type { Me, Role } from './access-api.ts';

type AccessView = {
  /** Who is logged in; `null` where nobody is asked. */
  readonly me: Me | null;
  /** Whether the person may do what needs this role. */
  readonly may: (needed: Role) => boolean;
  readonly logOut: () => void;
};

const everything: AccessView = { me: null, may: () => true, logOut: () => undefined };
const Context = createContext<AccessView>(everything);

/** Lets those in who may come in. */
export function AccessGate({ children }: { children: ReactNode }) {
  return <Context value={everything}>{children}</Context>;
}

/** Who is here, and what they may do. */
export function useAccess(): AccessView {
  return use(Context);
}
