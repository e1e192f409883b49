import { useMemo, useState } from 'react';

/** What is chosen of a list. */
export type Selection = {
  readonly chosen: ReadonlySet<string>;
  readonly isAll: boolean;
  toggle(id: string): void;
  toggleAll(): void;
  clear(): void;
};

/** Keeps what is chosen of a list; what leaves the list is not chosen any more. */
export function useSelection(ids: readonly string[]): Selection {
  const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set());
  return useMemo(() => {
    const chosen = new Set(ids.filter((id) => wanted.has(id)));
    const isAll = ids.length > 0 && chosen.size === ids.length;
    return {
      chosen,
      isAll,
      toggle: (id) => {
        const next = new Set(chosen);
        if (!next.delete(id)) next.add(id);
        setWanted(next);
      },
      toggleAll: () => setWanted(isAll ? new Set() : new Set(ids)),
      clear: () => setWanted(new Set()),
    };
  }, [ids, wanted]);
}
