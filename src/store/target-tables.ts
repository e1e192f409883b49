import type { Copy, Iso, SendRule, SentFile, TargetSetup } from '#model/index.ts';

/** Where finished images are sent to. */
export type Target = {
  readonly id: number;
  /** Unique without regard to case. */
  readonly name: string;
  readonly setup: TargetSetup;
  /** Sealed; `null`: none. */
  readonly secret: string | null;
  /** What the file in its folder says by which it is known; `null` for what is no folder. */
  readonly marker: string | null;
  readonly after: SendRule;
  readonly keepLocal: boolean;
  /** The newest image when the rule was chosen: only later ones are sent by themselves. */
  readonly sinceIso: number;
  readonly createdAt: string;
};
export type TargetTable = {
  /** `null` if the name is taken. */
  insert(target: Omit<Target, 'id'>): Target | null;
  get(id: number): Target | null;
  byName(name: string): Target | null;
  /** By name. */
  all(): readonly Target[];
  update(id: number, change: Partial<Omit<Target, 'id' | 'createdAt'>>): Target | null;
  delete(id: number): boolean;
};

/** What lies at a target. */
export type CopyTable = {
  get(isoId: number, targetId: number): Copy | null;
  ofIso(isoId: number): readonly Copy[];
  /** Notes that an image is going to be there; one that is known stays as it is. */
  begin(copy: Pick<Copy, 'isoId' | 'targetId' | 'place' | 'sizeBytes' | 'isComplete' | 'begunAt'>): Copy;
  /** What of one file is there now; nothing happens where nobody has begun a copy. */
  setFile(isoId: number, targetId: number, file: SentFile): void;
  /** All of it is there and compared. */
  finish(
    isoId: number,
    targetId: number,
    how: Pick<Copy, 'place' | 'files' | 'sizeBytes' | 'verifiedAt'>,
  ): void;
  /** Nothing is known to lie at that target any more. */
  forget(targetId: number): void;
  /** Compared copies of a target, and the bytes of them. */
  totals(targetId: number): { readonly copies: number; readonly bytes: number };
  /** Images that the rule of a target wants there and of which there is no copy yet, oldest first. Only what jobs here have made. */
  unsent(target: Pick<Target, 'id' | 'after' | 'sinceIso'>, limit: number): readonly Pick<Iso, 'id'>[];
  /** Images whose only compared copy is at that target while their files are not here, those in the trash included: they go from there. */
  onlyAt(targetId: number): number;
  /** The newest image of all. */
  newestIso(): number;
};
