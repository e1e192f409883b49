import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { ChecksumAlgorithm, Checksums } from '#model/index.ts';
import { FollowState } from './follow-state.ts';

/** Bytes read and hashed at a time; 128–256 KiB measured fastest (larger blocks fall out of the processor's cache). */
export const hashBlockBytes = 256 * 1024;

/** What one worker hashes. */
export type FollowTask = {
  readonly path: string;
  readonly algorithms: readonly ChecksumAlgorithm[];
  /** Number of this worker: its cursor in the shared state. */
  readonly worker: number;
  readonly shared: SharedArrayBuffer;
};

/** What a worker tells, once for each generation. `short`: the file ended at `sizeBytes`, before the total ordered. */
export type FollowReport =
  | { readonly type: 'sums'; readonly generation: number; readonly checksums: Checksums }
  | { readonly type: 'short'; readonly generation: number; readonly sizeBytes: number };

/** A running checksum; `digest` gives lower-case hex and ends it. */
export type Hasher = { update(block: Uint8Array): void; digest(): string };

/** A fresh checksum of one kind. CRC-32 is zlib's (ISO-HDLC), eight hex digits. */
export function createHasher(algorithm: ChecksumAlgorithm): Hasher {
  if (algorithm === 'crc32') {
    let value = 0;
    return {
      update: (block) => {
        value = crc32(block, value);
      },
      digest: () => value.toString(16).padStart(8, '0'),
    };
  }
  const hash = createHash(algorithm);
  return {
    update: (block) => {
      hash.update(block);
    },
    digest: () => hash.digest('hex'),
  };
}

/**
 * The loop of a checksum worker: hashes as far as the shared state allows, sleeps, goes on; returns when stopped.
 * Blocks its thread. The file is opened when there is first something to read, and again after each restart.
 * Throws what open(2) and read(2) fail with.
 */
export function followFile(task: FollowTask, report: (report: FollowReport) => void): void {
  const state = new FollowState(task.shared);
  const block = Buffer.allocUnsafeSlow(hashBlockBytes);
  let fd: number | null = null;
  let generation = state.generation;
  let cursor = 0;
  let isReported = false;
  let hashers = task.algorithms.map((name) => ({ name, hasher: createHasher(name) }));

  const beginAgain = () => {
    if (fd !== null) closeSync(fd);
    fd = null;
    generation = state.generation;
    cursor = 0;
    isReported = false;
    hashers = task.algorithms.map((name) => ({ name, hasher: createHasher(name) }));
    state.setCursor(task.worker, 0);
  };

  try {
    for (;;) {
      const sequence = state.sequence;
      if (state.isStopped) return;
      const total = state.totalBytes;
      // Hashed more than the file shall have: a sum cannot be taken back, only begun again.
      if (state.generation !== generation || (total !== null && cursor > total)) beginAgain();

      const limit = total ?? state.confirmedBytes;
      if (cursor < limit) {
        fd ??= openSync(task.path, 'r');
        const readBytes = readSync(fd, block, 0, Math.min(hashBlockBytes, limit - cursor), cursor);
        if (readBytes > 0) {
          const filled = block.subarray(0, readBytes);
          for (const { hasher } of hashers) hasher.update(filled);
          cursor += readBytes;
          state.setCursor(task.worker, cursor);
          continue;
        }
        if (total !== null && !isReported) {
          isReported = true;
          report({ type: 'short', generation, sizeBytes: cursor });
        }
      } else if (total !== null && !isReported) {
        isReported = true;
        const sums = hashers.map(({ name, hasher }) => [name, hasher.digest()]);
        report({ type: 'sums', generation, checksums: Object.fromEntries(sums) });
      }
      state.wait(sequence);
    }
  } finally {
    if (fd !== null) closeSync(fd);
  }
}
