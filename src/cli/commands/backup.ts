import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { BackupTool, MadeBackup } from '#app/index.ts';
import { AppError, type BackupManifest } from '#model/index.ts';
import { path } from '../arguments.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { jsonLine, printable } from '../printable.ts';
import { disk2isoVersion } from '../version.ts';

type Flags = {
  readonly data?: string;
  readonly config?: string;
  readonly passphraseFile?: string;
  readonly json?: boolean;
};

/** `disk2iso backup`: a copy of database, configuration and keys, of a server that may run or not. */
export function backupCommand(context: CommandContext): Command {
  const { io, setExitCode } = context;
  return common(new Command('backup'))
    .description('Back up the database and the configuration of a server, also while it runs. No images.')
    .option('--to <dir>', 'folder for the backup (default: <data>/backups)', path('--to'))
    .action(async (flags: Flags & { readonly to?: string }) => {
      const tool = await toolOf(context, flags);
      const to = flags.to === undefined ? null : resolve(flags.to);
      const made = await tool.make(to, passphraseOf(flags));
      io.stdout.write(
        flags.json === true ? `${jsonLine({ type: 'backup', ...made })}\n` : `${printable(made.path)}\n`,
      );
      for (const line of lacksOf(made)) io.stderr.write(`${printable(line)}\n`);
      setExitCode(exitCodes.success.code);
    });
}

/** `disk2iso restore`: puts a backup back, checked first; what was there is moved aside. */
export function restoreCommand(context: CommandContext): Command {
  const { io, setExitCode } = context;
  return common(new Command('restore'))
    .description('Check a backup and put it in the place of the data of a server that does not run.')
    .argument('<file>', 'backup, as disk2iso makes it', path('file'))
    .option('--check', 'only check it; nothing is changed')
    .option('--without-secrets', 'restore the rest of a backup whose passphrase is lost')
    .action(
      async (
        file: string,
        flags: Flags & { readonly check?: boolean; readonly withoutSecrets?: boolean },
      ) => {
        const tool = await toolOf(context, flags);
        const backup = resolve(file);
        const passphrase = passphraseOf(flags);
        const say = (text: string) => io.stderr.write(`${printable(text)}\n`);
        if (flags.check === true) {
          const manifest = await tool.check(backup, passphrase);
          if (flags.json === true) io.stdout.write(`${jsonLine({ type: 'checked', manifest })}\n`);
          else say(`${describe(manifest)} It is whole and can be restored.`);
        } else {
          const done = await tool.restore(backup, passphrase, flags.withoutSecrets === true);
          if (flags.json === true) io.stdout.write(`${jsonLine({ type: 'restored', ...done })}\n`);
          else for (const line of wordsOf(done)) say(line);
        }
        setExitCode(exitCodes.success.code);
      },
    );
}

function common(command: Command): Command {
  return command
    .option('--data <dir>', 'data folder of the server (default: ./data)', path('--data'))
    .option('--config <file>', 'configuration as JSON', path('--config'))
    .option(
      '--passphrase-file <file>',
      "file whose first line seals or opens key file and passwords ('-': standard input)",
      path('--passphrase-file'),
    )
    .option('--json', 'one JSON object');
}

async function toolOf({ io }: CommandContext, flags: Flags): Promise<BackupTool> {
  const { data, config: file = null } = flags;
  // Loaded here, so that the other commands start without it.
  const { openBackupTool, readConfig } = await import('#app/index.ts');
  const where = { flags: data === undefined ? {} : { data }, env: io.env, file, cwd: process.cwd() };
  return openBackupTool(readConfig(where), disk2isoVersion());
}

/** Never from an argument, which everybody on the machine could read in the list of processes. */
function passphraseOf({ passphraseFile }: Flags): string | null {
  if (passphraseFile === undefined) return null;
  let text: string;
  try {
    text = readFileSync(passphraseFile === '-' ? 0 : passphraseFile, 'utf8');
  } catch (cause) {
    const message = `--passphrase-file: ${passphraseFile} cannot be read.`;
    throw new AppError('INVALID_INPUT', message, { cause, details: { field: 'passphrase-file' } });
  }
  const [line = ''] = text.split('\n');
  if (line.length >= 8) return line;
  const message = '--passphrase-file: a passphrase has eight characters or more.';
  throw new AppError('INVALID_INPUT', message, { details: { field: 'passphrase-file' } });
}

/** What somebody may take to be in a backup and is not. */
function lacksOf({ hasConfig, hasSecrets }: MadeBackup): readonly string[] {
  return [
    ...(hasConfig
      ? []
      : [
          'No configuration is in it: there is none in the data folder, and none was named. The one of the package: --config /etc/disk2iso/config.json.',
        ]),
    ...(hasSecrets
      ? []
      : [
          'Key file and passwords are not in it: they need a passphrase, by --passphrase-file or as backupPassphrase of the configuration.',
        ]),
  ];
}

function describe({ createdAt, hostname, version, schema }: BackupManifest): string {
  return `Backup of ${createdAt} from ${hostname}, disk2iso ${version}, schema ${schema}.`;
}

function wordsOf(done: {
  readonly manifest: BackupManifest;
  readonly kept: string | null;
  readonly hasKey: boolean;
  readonly configPath: string | null;
}): readonly string[] {
  const { manifest, kept, hasKey, configPath } = done;
  return [
    `${describe(manifest)} It is restored; everybody must log in again.`,
    ...(kept === null ? [] : [`What was there before lies in ${kept}.`]),
    ...(configPath === null ? [] : [`Its configuration lies in ${configPath}.`]),
    hasKey
      ? 'The key file is restored, too.'
      : 'It brought no key file: without the old one, second factors and stored passwords must be set anew.',
  ];
}
