import type { JobOrder } from '../../api/types.ts';
import type { Mode } from './modes.ts';

/** What a person chose for a new job; `null` and "" leave it to the drive's profile and the settings. */
export type Choices = {
  readonly mode: Mode | null;
  readonly filename: string;
  readonly outputPath: string;
  readonly verify: boolean | null;
  readonly compress: boolean | null;
  readonly retries: string;
  readonly blockSize: string;
  readonly readSpeed: string;
  readonly giveUpAfterSeconds: string;
  readonly onReadError: NonNullable<JobOrder['onReadError']> | null;
  readonly eject: NonNullable<JobOrder['eject']> | null;
  readonly kind: JobOrder['kind'] | null;
  readonly priority: string;
};

/** Nothing was chosen yet. */
export const noChoices: Choices = {
  mode: null,
  filename: '',
  outputPath: '',
  verify: null,
  compress: null,
  retries: '',
  blockSize: '',
  readSpeed: '',
  giveUpAfterSeconds: '',
  onReadError: null,
  eject: null,
  kind: null,
  priority: '',
};

/** Limits of the numbers, as the API has them (web/openapi.json, JobOrder). */
export const numberLimits = {
  retries: [0, 100],
  blockSize: [1, 1024],
  readSpeed: [1, 1_000_000],
  giveUpAfterSeconds: [1, 1_000_000],
  priority: [-100, 100],
} as const;
export type NumberChoice = keyof typeof numberLimits;
const numberChoices = ['retries', 'blockSize', 'readSpeed', 'giveUpAfterSeconds', 'priority'] as const;

/** Whether a number is one, within its limits; nothing is good as well. */
export function isNumberGood(name: NumberChoice, text: string): boolean {
  if (text === '') return true;
  const [min, max] = numberLimits[name];
  const value = Number(text);
  return /^-?\d+$/.test(text) && value >= min && value <= max;
}

/** Whether the job can be ordered so. */
export function isGood(choices: Choices): boolean {
  return numberChoices.every((name) => isNumberGood(name, choices[name]));
}

/** The order, with only what was chosen. */
export function orderOf(device: string, choices: Choices): JobOrder {
  const { mode, filename, outputPath, verify, compress, onReadError, eject, kind } = choices;
  const numbers = numberChoices
    .filter((name) => choices[name] !== '')
    .map((name) => [name, Number(choices[name])] as const);
  return {
    device,
    ...(mode === null ? {} : { mode }),
    ...(filename.trim() === '' ? {} : { filename: filename.trim() }),
    ...(outputPath === '' ? {} : { outputPath }),
    ...(verify === null ? {} : { verify }),
    ...(compress === null ? {} : { compress }),
    ...(onReadError === null ? {} : { onReadError }),
    ...(eject === null ? {} : { eject }),
    ...(kind === null || kind === undefined ? {} : { kind }),
    ...Object.fromEntries(numbers),
  };
}
