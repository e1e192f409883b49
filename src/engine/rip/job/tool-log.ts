import type { ToolRun } from '#model/index.ts';
import { exec } from '../../exec/index.ts';
import tools from '../../tools.json' with { type: 'json' };
import type { JobKeeper } from './job-keeper.ts';

/** Keeps in `job.json` which programs were run, with their versions. */
export class ToolLog {
  readonly #job: JobKeeper;
  readonly #versions = new Map<string, string>();

  constructor(job: JobKeeper) {
    this.#job = job;
  }

  /** Asks a program for its version, once. To be called before its first run. Error: `TOOL_MISSING`. */
  async learn(program: string): Promise<void> {
    if (this.#versions.has(program)) return;
    const args = tools.find((tool) => tool.program === program)?.versionArgs ?? ['--version'];
    const { stdout, stderr } = await exec(program, args, { timeoutMs: 10_000 });
    const lines = `${stdout.toString('utf8')}\n${stderr.toString('utf8')}`.split('\n');
    this.#versions.set(program, lines.map((line) => line.trim()).find((line) => line !== '') ?? '');
  }

  readonly record = (run: ToolRun): void => {
    const version = this.#versions.get(run.tool) ?? null;
    void this.#job.update({ tools: [...this.#job.state.tools, { ...run, version }] });
  };
}
