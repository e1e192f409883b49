/** One thing `disk2iso doctor` looked at. */
export type Finding = {
  /** `ok` all is well · `warn` works, with something missing · `bad` keeps disk2iso from its work. */
  readonly level: 'ok' | 'warn' | 'bad';
  readonly topic: string;
  readonly text: string;
  /** What to do; `null` if there is nothing to do. */
  readonly advice: string | null;
};

/** Where a check looks, so that a test can give it a system of its own. */
export type System = {
  /** Folder that holds dev, proc, run and sys: `/`, or a test's. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** `v24.1.0` */
  readonly nodeVersion: string;
  /** Whether this process may do everything. */
  readonly isRoot: boolean;
};

/** A finding with nothing to do. */
export function ok(topic: string, text: string): Finding {
  return { level: 'ok', topic, text, advice: null };
}
