import { Command, CommanderError } from 'commander';
import { AppError } from '#model/index.ts';
import { type CommandContext, tellError } from './command-context.ts';
import { backupCommand, restoreCommand } from './commands/backup.ts';
import { catCommand } from './commands/cat.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { drivesCommand } from './commands/drives.ts';
import { extractCommand } from './commands/extract.ts';
import { infoCommand } from './commands/info.ts';
import { libraryCommand } from './commands/library.ts';
import { lsCommand } from './commands/ls.ts';
import { mergeCommand } from './commands/merge.ts';
import { ripCommand } from './commands/rip.ts';
import { serveCommand } from './commands/serve.ts';
import { tagsCommand } from './commands/tags.ts';
import { userCommand } from './commands/user.ts';
import { verifyCommand } from './commands/verify.ts';
import { exitCodeHelp, exitCodes } from './exit-codes.ts';
import { type Io, processIo } from './io.ts';
import { disk2isoVersion } from './version.ts';

/**
 * The command line of disk2iso. `argv` are the words after the program's name. Never throws and never ends the
 * process: returns the exit code (docs/cli.md).
 */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  let exitCode: number = exitCodes.success.code;
  const context: CommandContext = {
    io,
    setExitCode: (code) => {
      exitCode = code;
    },
  };
  try {
    await createProgram(context).parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    const isJson = argv.includes('--json');
    if (!(error instanceof CommanderError)) return tellError(error, io, isJson);
    if (error.exitCode === 0) return exitCodes.success.code;
    if (error.code === 'commander.help') return exitCodes.input.code;
    return tellError(new AppError('INVALID_INPUT', sentenceOf(error, argv)), io, isJson);
  }
}

const commands = [
  serveCommand,
  userCommand,
  libraryCommand,
  backupCommand,
  restoreCommand,
  drivesCommand,
  ripCommand,
  verifyCommand,
  infoCommand,
  lsCommand,
  catCommand,
  extractCommand,
  mergeCommand,
  tagsCommand,
  doctorCommand,
  demoCommand,
];
const commandNames = [
  'serve',
  'user',
  'library',
  'backup',
  'restore',
  'drives',
  'rip',
  'verify',
  'info',
  'ls',
  'cat',
  'extract',
  'merge',
  'tags',
  'doctor',
  'demo',
];

function createProgram(context: CommandContext): Command {
  const program = new Command('disk2iso')
    .description('Turns optical discs into exact, checked, documented image files.')
    .version(disk2isoVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'explain a command')
    .helpCommand('help [command]', 'explain a command')
    .addHelpText('after', `\n${exitCodeHelp()}\n\nMore, with examples: docs/cli.md`);
  for (const create of commands) program.addCommand(create(context));
  // Subcommands made apart inherit nothing by themselves.
  for (const command of [program, ...program.commands, ...program.commands.flatMap((one) => one.commands)]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => context.io.stdout.write(text),
      writeErr: (text) => context.io.stderr.write(text),
      // main() tells errors itself.
      outputError: () => undefined,
      getOutHelpWidth: () => context.io.stdout.columns ?? 100,
      getErrHelpWidth: () => context.io.stderr.columns ?? 100,
    });
  }
  return program;
}

/** Commander's message ("error: unknown option '--foo'") as a sentence that says where to look. */
function sentenceOf(error: CommanderError, argv: readonly string[]): string {
  const message = error.message
    .replace(/^error: /, '')
    .replace(/\n\((.*)\)$/, ' ($1)')
    .replace(/\.$/, '');
  const command = argv.find((word) => !word.startsWith('-')) ?? '';
  const help = commandNames.includes(command) ? `${command} ` : '';
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}. \`disk2iso ${help}--help\` lists what there is.`;
}
