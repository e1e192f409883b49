/** A run of blocks that lie together: sectors of the disc, how many, and where a second copy of them stands. */
export type Run = { readonly lba: number; readonly count: number; readonly mirrorLba: number | null };

/** Finds the run that holds a block. */
export type Translator = (block: number, wanted: number) => Promise<Run | null>;

/** A table kept as a file: where its bytes lie. */
export type TableFile = {
  readonly sizeBytes: number;
  readonly runs: readonly { readonly byteOffset: number; readonly lengthBytes: number }[];
  readonly fileType: number;
};
