import { lookUpProgram, programVersion } from '#engine/index.ts';
import tools from '#engine/tools.json' with { type: 'json' };
import { printable } from '../printable.ts';
import { type Finding, ok } from './finding.ts';

/** The oldest ddrescue with all the options that disk2iso gives it (its ChangeLog: --mapfile-interval and -H in use since 1.22). */
const oldestDdrescue = [1, 22] as const;

/** Kinds of `neededFor` that concern somebody who uses disk2iso; the others are for those who work on it. */
const kindsForUsers = ['run', 'optional', 'demo'];

/** Looks for the programs of src/engine/tools.json and their versions; names the one command that installs what is missing. */
export async function checkTools(isRoot: boolean): Promise<Finding[]> {
  const findings: Finding[] = [];
  const missing = new Set<string>();
  for (const tool of tools.filter(({ neededFor }) => kindsForUsers.includes(neededFor))) {
    const path = await lookUpProgram(tool.program);
    if (path === null) {
      missing.add(tool.package);
      const level = tool.neededFor === 'run' ? 'bad' : 'warn';
      const advice = aptCommand([tool.package], isRoot);
      findings.push({ level, topic: tool.program, text: `is not installed; it ${tool.purpose}`, advice });
      continue;
    }
    const words = await programVersion(path, tool.versionArgs);
    const version = words === null ? null : printable(words);
    findings.push(
      tool.program === 'ddrescue' ? judgeDdrescue(version) : ok(tool.program, version ?? 'is installed'),
    );
  }
  if (missing.size > 1) {
    const advice = aptCommand([...missing], isRoot);
    findings.push({ level: 'warn', topic: 'programs', text: 'All that is missing at once:', advice });
  }
  return findings;
}

/** Says whether a version line of ddrescue ("GNU ddrescue 1.27") is one that disk2iso understands. */
export function judgeDdrescue(version: string | null): Finding {
  const match = /ddrescue (\d+)\.(\d+)/.exec(version ?? '');
  const topic = 'ddrescue';
  if (version === null || match === null) {
    const text = `says ${version === null ? 'nothing' : `"${version}"`} when asked for its version`;
    return { level: 'warn', topic, text, advice: 'disk2iso needs GNU ddrescue (package gddrescue).' };
  }
  const [major, minor] = [Number(match[1]), Number(match[2])];
  const isOld = major < oldestDdrescue[0] || (major === oldestDdrescue[0] && minor < oldestDdrescue[1]);
  if (!isOld) return ok(topic, version);
  return {
    level: 'bad',
    topic,
    text: `${version} is too old`,
    advice: `Install version ${oldestDdrescue.join('.')} or newer.`,
  };
}

/** The command that installs Debian packages. */
export function aptCommand(packages: readonly string[], isRoot: boolean): string {
  const names = [...new Set(packages)].sort().join(' ');
  return `${isRoot ? '' : 'sudo '}apt install ${names}`;
}
