import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { checkDrives } from '../doctor/check-drives.ts';
import { checkSystem } from '../doctor/check-system.ts';
import { checkTools } from '../doctor/check-tools.ts';
import type { Finding, System } from '../doctor/finding.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatAmount } from '../format.ts';
import { type Io, paint, type Style, styleOf } from '../io.ts';
import { jsonLine } from '../printable.ts';

/** `disk2iso doctor`: what is here, what is missing, and what to do about it. */
export function doctorCommand({ io, setExitCode }: CommandContext): Command {
  return new Command('doctor')
    .description('Look at programs, permissions and drives, and say what to do.')
    .option('--json', 'one JSON object a line')
    .action(async (flags: { json?: boolean }) => {
      const isRoot = process.getuid?.() === 0;
      const system: System = { root: '/', env: io.env, nodeVersion: process.version, isRoot };
      const findings = [
        ...(await checkTools(isRoot)),
        ...(await checkSystem(system)),
        ...(await checkDrives(system)),
      ];
      setExitCode(tellFindings(findings, io, flags.json === true));
    });
}

/** Tells all findings and returns the exit code: that of a missing tool if anything is bad. */
export function tellFindings(findings: readonly Finding[], io: Io, isJson: boolean): number {
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  const [bad, warn] = [count('bad'), count('warn')];
  const exitCode = bad > 0 ? exitCodes.tool.code : exitCodes.success.code;
  if (isJson) {
    for (const finding of findings) io.stdout.write(`${jsonLine({ type: 'check', ...finding })}\n`);
    io.stdout.write(`${jsonLine({ type: 'result', exitCode, ok: count('ok'), warn, bad })}\n`);
    return exitCode;
  }
  const style = styleOf(io.stdout, io.env);
  const width = Math.max(0, ...findings.map((finding) => finding.topic.length));
  for (const finding of findings) io.stdout.write(`${findingText(finding, width, style)}\n`);
  const summary =
    bad > 0
      ? `${formatAmount(bad, 'thing')} must be put right before disk2iso can work.`
      : warn > 0
        ? `disk2iso can work; ${formatAmount(warn, 'remark')}.`
        : 'All is well.';
  io.stdout.write(`\n${summary}\n`);
  return exitCode;
}

const levelColours = { ok: 'good', warn: 'warn', bad: 'bad' } as const;

function findingText({ level, topic, text, advice }: Finding, width: number, style: Style): string {
  const line = `${paint(level.padEnd(4), levelColours[level], style)}  ${topic.padEnd(width)}  ${text}`;
  return advice === null
    ? line
    : `${line}\n${' '.repeat(width + 8)}${style.isUnicode ? '→' : '->'} ${advice}`;
}
