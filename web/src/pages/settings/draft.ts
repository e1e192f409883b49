import type { Settings } from '../../api/types.ts';
import { type FieldSpec, settingGroups } from './field-specs.ts';

/** What stands in a field while it is edited: numbers as they are typed. */
export type DraftValue = string | boolean | readonly string[];
/** Fields that were changed, by `group.name`. */
export type Draft = Readonly<Record<string, DraftValue>>;
/** What is wrong with a field as typed. */
export type DraftProblem = 'number' | 'range' | 'path' | null;

/** Under which name a field stands in a draft, and in the server's errors. */
export function fieldKey({ group, name }: FieldSpec): string {
  return `${group}.${name}`;
}

/** What a field shows: as changed, else as it is set. */
export function shownValue(spec: FieldSpec, draft: Draft, settings: Settings): DraftValue {
  return draft[fieldKey(spec)] ?? toDraft(settingOf(settings, spec));
}

/** What is wrong with what a field shows. */
export function problemOf(spec: FieldSpec, value: DraftValue): DraftProblem {
  if (typeof value !== 'string' || spec.kind === 'choice') return null;
  if (spec.kind === 'text' || (value === '' && spec.isNullable)) return null;
  if (spec.kind === 'path') return value.startsWith('/') ? null : 'path';
  if (!/^\d{1,12}$/.test(value)) return 'number';
  return Number(value) >= spec.min && Number(value) <= spec.max ? null : 'range';
}

/** The changed draft; a field that is as it is set again is not in it. */
export function withChange(draft: Draft, spec: FieldSpec, value: DraftValue, settings: Settings): Draft {
  const { [fieldKey(spec)]: _before, ...rest } = draft;
  const isSame = JSON.stringify(value) === JSON.stringify(toDraft(settingOf(settings, spec)));
  return isSame ? rest : { ...rest, [fieldKey(spec)]: value };
}

/** The settings with what was changed. */
export function settingsWith(draft: Draft, settings: Settings): Settings {
  const groups = settingGroups.map(({ group, fields }) => [
    group,
    Object.fromEntries(
      fields.map((spec) => {
        const changed = draft[fieldKey(spec)];
        return [spec.name, changed === undefined ? settingOf(settings, spec) : fromDraft(spec, changed)];
      }),
    ),
  ]);
  return Object.fromEntries(groups) as Settings;
}

function settingOf(settings: Settings, { group, name }: FieldSpec): unknown {
  const found = Object.entries(settings).find(([key]) => key === group)?.[1] ?? {};
  return Object.entries(found).find(([key]) => key === name)?.[1];
}

function toDraft(value: unknown): DraftValue {
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(String);
  return value === null || value === undefined ? '' : String(value);
}

function fromDraft({ kind, isNullable }: FieldSpec, value: DraftValue): unknown {
  if (value === '' && isNullable) return null;
  return kind === 'number' ? Number(value) : value;
}
