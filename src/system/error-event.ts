import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { errorCatalogue, isAppError } from '#model/index.ts';

/** What is told of an error: nothing that says whose machine it is, or what lies on it. */
export type ErrorEvent = {
  readonly event_id: string;
  readonly timestamp: string;
  readonly platform: 'node';
  readonly level: 'error';
  readonly release: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly exception: {
    readonly values: readonly {
      readonly type: string;
      readonly value: string;
      readonly stacktrace?: { readonly frames: readonly Frame[] };
    }[];
  };
};

type Frame = {
  readonly function: string;
  readonly filename: string;
  readonly lineno: number;
  readonly in_app: boolean;
};

const root = fileURLToPath(new URL('../../', import.meta.url));
const mostFrames = 30;
const mostCauses = 3;
/** Errors of the language itself: their words are about code. Those of others may hold names, labels and paths. */
const ofLanguage = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError']);

/** What Sentry gets of an error and of its causes. */
export function eventOf(error: unknown, { version, at }: { version: string; at: string }): ErrorEvent {
  const chain: unknown[] = [];
  for (let one: unknown = error; chain.length < mostCauses && one !== undefined; ) {
    chain.push(one);
    one = one instanceof Error ? one.cause : undefined;
  }
  return {
    event_id: randomUUID().replaceAll('-', ''),
    timestamp: at,
    platform: 'node',
    level: 'error',
    release: `disk2iso@${version}`,
    tags: { node: process.version, arch: process.arch, code: codeOf(error) ?? 'none' },
    // The first cause first, as Sentry wants it.
    exception: { values: chain.reverse().map(exceptionOf) },
  };
}

/** Whether two events are about the same: by kind and place. */
export function fingerprintOf({ exception, tags }: ErrorEvent): string {
  const last = exception.values.at(-1);
  const frame = last?.stacktrace?.frames.at(-1);
  return `${last?.type} ${tags.code} ${frame?.filename} ${frame?.lineno}`;
}

function exceptionOf(error: unknown): ErrorEvent['exception']['values'][number] {
  if (!(error instanceof Error)) return { type: 'Thrown', value: typeof error };
  const frames = framesOf(error.stack ?? '');
  return {
    type: /^\w{1,60}$/.test(error.name) ? error.name : 'Error',
    value: sentenceOf(error),
    ...(frames.length === 0 ? {} : { stacktrace: { frames } }),
  };
}

function sentenceOf(error: Error): string {
  if (isAppError(error)) return `${error.code}: ${errorCatalogue[error.code].title}`;
  const code = codeOf(error);
  if (ofLanguage.has(error.name)) return [code, withoutNames(error.message)].filter(Boolean).join(': ');
  return code ?? error.name;
}

/** `ENOSPC` and its like; only words that programs give. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(error.code) ? error.code : null;
}

/** Everything that could be a name, a path or an address is taken out of a sentence. */
function withoutNames(message: string): string {
  return message
    .replaceAll(/(["'`]).*?\1/gs, '[…]')
    .replaceAll(/["'`].*$/gs, '[…]')
    .replaceAll(/\S*[/\\@]\S*/g, '[…]')
    .replaceAll(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '[…]')
    .replaceAll(/\b[0-9a-fA-F]*:[0-9a-fA-F:]+\b/g, '[…]')
    .slice(0, 300);
}

/** Where it happened: our own files by their place in the program, others by the package that they belong to. */
function framesOf(stack: string): readonly Frame[] {
  const frames: Frame[] = [];
  for (const line of stack.split('\n')) {
    const [, name = '', place = '', number = ''] =
      /^\s+at (?:(.+?) \()?((?:file:\/\/|node:|\/).+?):(\d+):\d+\)?$/.exec(line) ?? [];
    const filename = place === '' ? null : fileNameOf(place);
    if (filename === null) continue;
    frames.push({
      function: /^[\w.#<> ]{1,80}$/.test(name) ? name : '?',
      filename,
      lineno: Number(number),
      in_app: filename.startsWith('src/'),
    });
  }
  return frames.slice(0, mostFrames).reverse();
}

function fileNameOf(place: string): string | null {
  if (place.startsWith('node:')) return place;
  const path = place.startsWith('file://') ? fileURLToPath(place) : place;
  const [, module] = /\/node_modules\/(.+)$/.exec(path) ?? [];
  if (module !== undefined) return `node_modules/${module}`;
  return path.startsWith(root) ? path.slice(root.length) : null;
}
