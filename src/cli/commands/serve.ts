import { Command } from 'commander';
import { path, wholeNumber } from '../arguments.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { disk2isoVersion } from '../version.ts';

/** `disk2iso serve`: the web server. */
export function serveCommand({ io, setExitCode }: CommandContext): Command {
  return new Command('serve')
    .description('Start the web server: drives, jobs and images in a browser.')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1, this machine only)')
    .option(
      '--port <number>',
      'port (default: 8080; 0: any free one)',
      wholeNumber('--port', { min: 0, max: 65_535, unit: null }),
    )
    .option(
      '--data <dir>',
      'folder of the database and of unfinished images (default: ./data)',
      path('--data'),
    )
    .option(
      '--root <dir...>',
      'folders below which images may lie, the first for new ones (default: <data>/library)',
    )
    .option(
      '--config <file>',
      'configuration as JSON (default: <data>/config.json, if it is there)',
      path('--config'),
    )
    .option(
      '--auth <how>',
      'users: people log in (default); none: everybody is an administrator, for this machine only',
    )
    .option(
      '--insist-on-no-auth',
      'without log-in also for other machines: everybody there can do everything',
    )
    .option(
      '--trust-proxy <address>',
      "address of a reverse proxy whose X-Forwarded headers are believed, or 'true'",
    )
    .option('--tls-cert <file>', 'certificate, for HTTPS', path('--tls-cert'))
    .option('--tls-key <file>', 'its key', path('--tls-key'))
    .option(
      '--requests-per-minute <number>',
      'requests that one address may send in a minute (default: 1200)',
      wholeNumber('--requests-per-minute', { min: 60, max: 1_000_000, unit: 'requests' }),
    )
    .option('--log <where>', 'stdout, or file: <data>/logs, rotated (default: stdout)')
    .option('--log-level <level>', 'debug, info, warning or error (default: as in the settings)')
    .option('--no-sample-disc', 'no sample disc on machines without a drive')
    .addHelpText(
      'after',
      '\nEvery option can also stand in the configuration file ("port": 8081) or in the environment\n(DISK2ISO_PORT=8081). The command line is the strongest, then the environment. docs/api.md shows the API.',
    )
    .action(async (flags: Record<string, unknown>) => {
      // Loaded here, so that the other commands start without it.
      const { readConfig, startServer } = await import('#app/index.ts');
      const { root, config: file, sampleDisc, ...rest } = flags;
      const config = readConfig({
        flags: {
          ...rest,
          ...(root === undefined ? {} : { roots: root }),
          // Commander gives `true` where nothing was said.
          ...(sampleDisc === false ? { sampleDisc } : {}),
        },
        env: io.env,
        file: typeof file === 'string' ? file : null,
        cwd: process.cwd(),
      });
      const ended = untilSignal();
      const server = await startServer(config, disk2isoVersion());
      if (server.setupUrl !== null) {
        io.stderr.write(
          `\nNobody can log in yet. This link makes the first administrator, once:\n\n  ${server.setupUrl}\n\n`,
        );
      }
      io.stderr.write(`disk2iso is ready: ${server.url}\n`);
      await ended;
      io.stderr.write('Stopping; jobs go on at the next start.\n');
      await server.stop();
      setExitCode(exitCodes.success.code);
      // Whatever still hangs in the kernel must not keep this process.
      setTimeout(() => process.exit(exitCodes.success.code), 500).unref();
    });
}

/** Resolves at the first SIGINT, SIGTERM or SIGHUP; a second one ends the process at once. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false;
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        if (isStopping) process.exit(130);
        isStopping = true;
        resolve();
      });
    }
  });
}
