// @ts-check
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { FollowState } from './follow-state.js';

/** Bytes read and hashed at a time; 128–256 KiB measured fastest (larger blocks fall out of the processor's cache). */
export const hashBlockBytes = 256 * 1024;

/**
 * What one worker hashes. `worker` is its number: its cursor in the shared state.
 * @typedef {object} FollowTask
 * @property {string} path
 * @property {readonly import('#model/index.ts').ChecksumAlgorithm[]} algorithms
 * @property {number} worker
 * @property {SharedArrayBuffer} shared
 */

/**
 * What a worker tells, once for each generation. `short`: the file ended at `sizeBytes`, before the total ordered.
 * @typedef {{ readonly type: 'sums', readonly generation: number, readonly checksums: import('#model/index.ts').Checksums }
 *   | { readonly type: 'short', readonly generation: number, readonly sizeBytes: number }} FollowReport
 */

/**
 * A running checksum; `digest` gives lower-case hex and ends it.
 * @typedef {{ update(block: Uint8Array): void, digest(): string }} Hasher
 */

/**
 * A fresh checksum of one kind. CRC-32 is zlib's (ISO-HDLC), eight hex digits.
 * @param {import('#model/index.ts').ChecksumAlgorithm} algorithm
 * @returns {Hasher}
 */
export function createHasher(algorithm) {
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
 * @param {FollowTask} task
 * @param {(report: FollowReport) => void} report
 */
export function followFile(task, report) {
  const state = new FollowState(task.shared);
  const block = Buffer.allocUnsafeSlow(hashBlockBytes);
  /** @type {number | null} */
  let fd = null;
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
