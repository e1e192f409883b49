import { join } from 'node:path';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from '#model/index.ts';

/** The server's own log, one JSON object a line. */
export type Log = Logger;

export type LogOptions = {
  readonly level: LogLevel;
  /** Folder for `disk2iso.log`, changed at 10 MB, five of which are kept; `null`: standard output. */
  readonly folder: string | null;
  /** Hears of every error that is written down as one. */
  readonly onError?: (error: unknown) => void;
  /** Instead of both. */
  readonly destination?: DestinationStream;
};

/** Words under which secrets travel; their values never reach the log. */
const secrets = [
  ...['authorization', 'cookie', '["set-cookie"]', '["x-csrf-token"]'].map((name) =>
    `req.headers.${name}`.replace('.[', '['),
  ),
  ...['password', 'newPassword', 'token', 'secret', 'code', 'recoveryCode', 'key'].flatMap((name) => [
    name,
    `*.${name}`,
  ]),
];

/** pino's number for `error`. */
const errorLevel = 50;

/** Makes the log. The level can be changed while it runs (`log.level`). */
export function createLog({ level, folder, destination, onError }: LogOptions): Log {
  const options = {
    level: pinoLevel(level),
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label === 'warn' ? 'warning' : label }) },
    redact: { paths: secrets, censor: '[secret]' },
    hooks: {
      logMethod(this: Logger, args: Parameters<Logger['error']>, method: Logger['error'], number: number) {
        const [first] = args as unknown[];
        if (number >= errorLevel && typeof first === 'object' && first !== null && 'err' in first) {
          onError?.(first.err);
        }
        method.apply(this, args);
      },
    },
  };
  if (destination !== undefined) return pino(options, destination);
  if (folder === null) return pino(options);
  const { formatters: _, ...rest } = options; // Not allowed with a transport of its own thread.
  const file = pino.transport({
    target: 'pino-roll',
    options: {
      file: join(folder, 'disk2iso'),
      extension: '.log',
      size: '10m',
      mkdir: true,
      limit: { count: 5 },
    },
  });
  // A log that cannot be written, on a full disk or in a folder that is gone, must not end the server.
  file.on('error', (error: Error) => {
    process.stderr.write(`disk2iso: the log cannot be written: ${error.message}\n`);
  });
  return pino(rest, file);
}

/** pino calls warnings `warn`. */
export function pinoLevel(level: LogLevel): string {
  return level === 'warning' ? 'warn' : level;
}
