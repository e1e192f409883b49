/** A hostile disc could name a new fault in each of its million entries. */
const mostProblems = 100;
const longestProblem = 300;

/** Collects what is wrong with a volume: each sentence once, a hundred at most. */
export class Problems {
  readonly #known = new Set<string>();
  #isFull = false;
  #hasLosses = false;

  add(sentence: string): void {
    if (this.#known.size < mostProblems) this.#known.add(sentence.slice(0, longestProblem));
    else this.#isFull ||= !this.#known.has(sentence.slice(0, longestProblem));
  }

  /** The same for what hides something: names or contents that the disc has may not be shown. */
  addLoss(sentence: string): void {
    this.#hasLosses = true;
    this.add(sentence);
  }

  get hasLosses(): boolean {
    return this.#hasLosses;
  }

  list(): readonly string[] {
    return this.#isFull ? [...this.#known, 'There are more problems than are told here.'] : [...this.#known];
  }
}
