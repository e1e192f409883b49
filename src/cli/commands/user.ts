import { Command } from 'commander';
import type { UserTool } from '#app/index.ts';
import { type Role, roles } from '#model/index.ts';
import { oneOf, path } from '../arguments.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatTable } from '../format.ts';
import type { Io } from '../io.ts';
import { jsonLine, printable } from '../printable.ts';
import { readPassword } from '../read-password.ts';
import { disk2isoVersion } from '../version.ts';

type Flags = { readonly data?: string; readonly config?: string; readonly json?: boolean };

/** `disk2iso user`: users from the machine itself, for the day when nobody can log in. */
export function userCommand(context: CommandContext): Command {
  const { io, setExitCode } = context;
  const user = new Command('user').description('List and change who may log in, without logging in.');
  const add = (words: string, summary: string) =>
    user
      .command(words)
      .description(summary)
      .option('--data <dir>', 'data folder of the server (default: ./data)', path('--data'))
      .option('--config <file>', 'configuration as JSON', path('--config'));
  const work = async (flags: Flags, action: (tool: UserTool) => void | Promise<void>) => {
    // Loaded here, so that the other commands start without it.
    const { openUserTool, readConfig } = await import('#app/index.ts');
    const { data, config: file = null } = flags;
    const where = { flags: data === undefined ? {} : { data }, env: io.env, file, cwd: process.cwd() };
    const tool = await openUserTool(readConfig(where), disk2isoVersion());
    try {
      await action(tool);
    } finally {
      tool.close();
    }
    setExitCode(exitCodes.success.code);
  };
  const say = (text: string) => io.stderr.write(`${printable(text)}\n`);

  add('list', 'Everybody, with role and second factor.')
    .option('--json', 'one JSON object a line')
    .action((flags: Flags) => work(flags, (tool) => list(io, tool, flags.json === true)));
  add('add <name>', 'Add somebody; the password is asked for, or read from standard input.')
    .requiredOption('--role <role>', roles.join(', '), oneOf('--role', roles))
    .action((name: string, flags: Flags & { readonly role: Role }) =>
      work(flags, async (tool) => {
        await tool.add(name, flags.role, await readPassword(io));
        say(`${name} can log in.`);
      }),
    );
  add(
    'password <name>',
    'Set a new password, asked for or read from standard input; ends all sessions.',
  ).action((name: string, flags: Flags) =>
    work(flags, async (tool) => {
      await tool.setPassword(name, await readPassword(io));
      say(`${name} has a new password and is logged out everywhere.`);
    }),
  );
  add('role <name> <role>', `Make somebody one of ${roles.join(', ')}.`).action(
    (name: string, role: string, flags: Flags) =>
      work(flags, (tool) => {
        tool.setRole(name, oneOf('role', roles)(role));
        say(`${name} is ${role}.`);
      }),
  );
  add('remove <name>', 'Remove somebody with all sessions and keys.').action((name: string, flags: Flags) =>
    work(flags, (tool) => {
      tool.remove(name);
      say(`${name} is removed.`);
    }),
  );
  add('disable-2fa <name>', 'Take the second factor of somebody away who has lost it.').action(
    (name: string, flags: Flags) =>
      work(flags, (tool) => {
        tool.disableSecondFactor(name);
        say(`${name} logs in with the password alone.`);
      }),
  );
  return user;
}

function list(io: Io, tool: UserTool, isJson: boolean): void {
  const users = tool.list();
  if (isJson) {
    for (const user of users) io.stdout.write(`${jsonLine({ type: 'user', ...user })}\n`);
    return;
  }
  const rows = users.map(({ name, displayName, role, isDisabled, hasSecondFactor }) => [
    printable(name),
    printable(displayName),
    role,
    hasSecondFactor ? 'yes' : 'no',
    isDisabled ? 'disabled' : 'may log in',
  ]);
  for (const line of formatTable([['NAME', 'SHOWN AS', 'ROLE', 'SECOND FACTOR', 'STATE'], ...rows])) {
    io.stdout.write(`${line}\n`);
  }
}
