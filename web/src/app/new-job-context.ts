import { createContext, use } from 'react';

/** Opens the dialog for a new job, for a drive if one is named. */
export const NewJobContext = createContext<(device?: string | null) => void>(() => undefined);

/** What opens the dialog for a new job. */
export function useNewJob(): (device?: string | null) => void {
  return use(NewJobContext);
}
