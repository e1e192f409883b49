import type { ChecksumAlgorithm, DiscKind, ReadMode, SectorRange } from '#model/index.ts';

/** The options of `rip`, as commander hands them over after every value was checked. */
export type RipFlags = {
  readonly mode: ReadMode;
  readonly output: string;
  readonly name?: string;
  readonly work?: string;
  readonly verify?: boolean;
  readonly retries: number;
  readonly reverse: boolean;
  readonly cluster?: number;
  readonly speed?: number;
  readonly exclude?: readonly SectorRange[];
  readonly giveUp?: number;
  readonly onError: 'rescue' | 'fail';
  readonly domain?: 'fs' | 'cap';
  readonly kind?: DiscKind;
  readonly sums: readonly ChecksumAlgorithm[];
  readonly sort?: boolean;
  readonly eject?: boolean;
  readonly bad?: readonly SectorRange[];
  readonly rate?: number;
  readonly json?: boolean;
};
