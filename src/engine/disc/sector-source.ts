/**
 * Random access to the 2048-byte sectors of a disc or an image. Everything that reads file systems stands on this.
 */
export interface SectorSource {
  /** Number of addressable sectors, `null` if the medium does not say. */
  readonly sectorCount: number | null;
  /**
   * Reads `count` sectors from `lba`; the result has exactly `count * 2048` bytes.
   * Throws `UnreadableSectorError` if any of them cannot be read or lies beyond the end,
   * `AppError` `DRIVE_HUNG` if the device does not answer.
   */
  read(lba: number, count: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Some sector of a request could not be read. Caught inside engine/disc; never reaches a person. */
export class UnreadableSectorError extends Error {
  readonly lba: number;
  readonly count: number;

  constructor(lba: number, count: number, options?: { cause?: unknown }) {
    super(`sectors ${lba} to ${lba + count - 1} cannot be read`, options);
    this.name = 'UnreadableSectorError';
    this.lba = lba;
    this.count = count;
  }
}
