import { DriveProfile, Settings } from '../../../src/model/index.ts';
import type { ServerLab } from '../../support/server-lab.ts';

/** Shows by what the server does that a setting means something. Gets a server of its own. */
export type BehaviourTest = (lab: ServerLab) => Promise<void>;

/**
 * Tests of one group, by the leaves that each is about: one (`general.outputPath`), several that only show together
 * (`a.b, a.c`), or all below one (`a.b.*`). Every file in this folder with a `behaviour` is taken by ../settings.test.ts,
 * which runs all of them and fails for every leaf of the schema that has none.
 */
export type Behaviour = Readonly<Record<string, BehaviourTest>>;

/** Changes settings; the answer is the whole of them. */
export async function set(lab: ServerLab, patch: object): Promise<Settings> {
  const answer = await lab.call('PUT', '/api/system/config', patch);
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.json;
}

/** Changes the profile of a drive, in its outermost parts. */
export async function setProfile(lab: ServerLab, drive: string, patch: Partial<DriveProfile>): Promise<void> {
  const { profile } = (await lab.get(`/api/disks/${drive}`)).json;
  const answer = await lab.call('PUT', `/api/disks/${drive}/profile`, { ...profile, ...patch });
  if (answer.status !== 200) throw new Error(answer.text);
}

/** Waits until a job has read something. */
export async function untilReading(lab: ServerLab, uuid: string): Promise<void> {
  const hasRead = async () => (await lab.get(`/api/jobs/${uuid}`)).json.progress?.bytesDone > 0;
  await lab.until(hasRead, `${uuid} reads`);
}

/** Dotted paths of all leaves of an object schema. */
export function leavesOf(schema: object, base = ''): readonly string[] {
  const properties = 'properties' in schema ? (schema.properties as Record<string, object>) : null;
  if (properties === null) return [base];
  return Object.entries(properties).flatMap(([name, part]) =>
    leavesOf(part, base === '' ? name : `${base}.${name}`),
  );
}

/** Every leaf that can be set: of the settings, and of a drive's profile (`profile.…`). */
export const settingLeaves = [...leavesOf(Settings), ...leavesOf(DriveProfile, 'profile')];

/** Whether the name of a test says that it is about a leaf. */
export function isAbout(name: string, leaf: string): boolean {
  return name
    .split(',')
    .map((part) => part.trim())
    .some((part) => (part.endsWith('.*') ? leaf.startsWith(part.slice(0, -1)) : part === leaf));
}
