// @ts-check
/**
 * Memory shared between a checksum follower and its workers: how far a worker may hash, how far it got. Shared instead
 * of sent, so that progress costs no messages and a waiting worker sleeps in the kernel (`Atomics.wait`).
 *
 * Every change of the orders bumps `sequence` last; a worker reads `sequence` first, then the orders, and sleeps only
 * while it is unchanged: no order can be missed.
 */
export class FollowState {
  #flags;
  #bytes;

  /**
   * @param {SharedArrayBuffer} buffer from the other side's `FollowState`, or from `FollowState.create`
   */
  constructor(buffer) {
    /** @readonly */
    this.buffer = buffer;
    this.#flags = new Int32Array(buffer, 0, flagCount);
    this.#bytes = new BigInt64Array(buffer, flagCount * Int32Array.BYTES_PER_ELEMENT);
  }

  /**
   * Fresh memory for `workerCount` workers, with nothing confirmed yet.
   * @param {number} workerCount
   */
  static create(workerCount) {
    const size =
      flagCount * Int32Array.BYTES_PER_ELEMENT +
      (firstCursorIndex + workerCount) * BigInt64Array.BYTES_PER_ELEMENT;
    const state = new FollowState(new SharedArrayBuffer(size));
    Atomics.store(state.#bytes, totalIndex, -1n);
    return state;
  }

  /** Changes with every order. */
  get sequence() {
    return Atomics.load(this.#flags, sequenceIndex);
  }

  get isStopped() {
    return Atomics.load(this.#flags, stoppedIndex) === 1;
  }

  /** Number of restarts so far: sums of an older generation are worth nothing. */
  get generation() {
    return Atomics.load(this.#flags, generationIndex);
  }

  get confirmedBytes() {
    return Number(Atomics.load(this.#bytes, confirmedIndex));
  }

  /** Length of the whole file, `null` until `finish` was ordered. */
  get totalBytes() {
    const total = Number(Atomics.load(this.#bytes, totalIndex));
    return total < 0 ? null : total;
  }

  /** @param {number} worker */
  cursor(worker) {
    return Number(Atomics.load(this.#bytes, firstCursorIndex + worker));
  }

  /**
   * @param {number} worker
   * @param {number} bytes
   */
  setCursor(worker, bytes) {
    Atomics.store(this.#bytes, firstCursorIndex + worker, BigInt(bytes));
  }

  /** @param {number} confirmedBytes */
  advance(confirmedBytes) {
    Atomics.store(this.#bytes, confirmedIndex, BigInt(confirmedBytes));
    this.#wake();
  }

  /** @param {number} totalBytes */
  finish(totalBytes) {
    Atomics.store(this.#bytes, totalIndex, BigInt(totalBytes));
    this.#wake();
  }

  restart() {
    Atomics.add(this.#flags, generationIndex, 1);
    this.#wake();
  }

  stop() {
    Atomics.store(this.#flags, stoppedIndex, 1);
    this.#wake();
  }

  /**
   * Sleeps until the orders differ from those that `sequence` stood for. Blocks the thread: workers only.
   * @param {number} sequence
   */
  wait(sequence) {
    Atomics.wait(this.#flags, sequenceIndex, sequence);
  }

  #wake() {
    Atomics.add(this.#flags, sequenceIndex, 1);
    Atomics.notify(this.#flags, sequenceIndex);
  }
}

// Four flags keep the 64-bit numbers behind them aligned.
const flagCount = 4;
const sequenceIndex = 0;
const generationIndex = 1;
const stoppedIndex = 2;

const confirmedIndex = 0;
const totalIndex = 1;
const firstCursorIndex = 2;
