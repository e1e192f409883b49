import { describe, expect, it } from 'vitest';
import type { Settings } from '../../api/types.ts';
import { type Draft, problemOf, settingsWith, shownValue, withChange } from './draft.ts';
import { type FieldSpec, settingGroups } from './field-specs.ts';

const settings: Settings = {
  general: { outputPath: '/images', tempPath: '/temp', maxConcurrentJobs: 2 },
  drives: { autoDetection: true, pollIntervalMs: 2000 },
  jobDefaults: {
    mode: 'standard',
    verify: false,
    retries: 3,
    blockSize: null,
    onReadError: 'rescue',
    eject: 'success',
    sortByKind: true,
    compress: false,
    checksums: ['sha256', 'md5'],
    musicBrainz: false,
  },
  library: {
    lookMinutes: 30,
    verifyBySchedule: false,
    verifyEveryDays: 180,
    verifyDailyGB: 100,
    verifyFromHour: 1,
    verifyToHour: 6,
  },
  imageRetention: { enabled: false, olderThanDays: null, kinds: [], keepFreeGB: null, withDamaged: false },
  retention: { jobDays: null, logDays: 30, auditDays: null, driveDays: null, trashDays: 7 },
  logging: { level: 'info', sentryDsn: null },
  workers: { mapIntervalSeconds: 5, heartbeatLimitSeconds: 8, niceness: 5 },
  cache: { discFacts: true, statusSeconds: 60 },
  backup: { enabled: true, everyHours: 24, hour: 3, keep: 14, folder: null },
  downloads: { maxConcurrent: 4, rateKBps: null },
};

function spec(group: string, name: string): FieldSpec {
  const found = settingGroups.find((one) => one.group === group)?.fields.find((field) => field.name === name);
  if (found === undefined) throw new Error(`no field ${group}.${name}`);
  return found;
}

describe('the settings', () => {
  it('are known with their limits, as the server has them', () => {
    expect(spec('general', 'maxConcurrentJobs')).toMatchObject({ kind: 'number', min: 1, max: 64 });
    expect(spec('retention', 'jobDays')).toMatchObject({ kind: 'number', isNullable: true });
    expect(spec('general', 'outputPath').kind).toBe('path');
    expect(spec('jobDefaults', 'checksums')).toMatchObject({ kind: 'choices' });
  });

  it('come back unchanged where nothing was changed', () => {
    expect(settingsWith({}, settings)).toEqual(settings);
  });

  it('turn what is typed into what is meant', () => {
    let draft: Draft = {};
    draft = withChange(draft, spec('retention', 'trashDays'), '30', settings);
    draft = withChange(draft, spec('retention', 'logDays'), '', settings);
    draft = withChange(draft, spec('cache', 'discFacts'), false, settings);
    expect(settingsWith(draft, settings)).toMatchObject({
      retention: { trashDays: 30, logDays: null },
      cache: { discFacts: false },
    });
    expect(shownValue(spec('retention', 'trashDays'), draft, settings)).toBe('30');
  });

  it('count a change that was taken back as none', () => {
    const field = spec('jobDefaults', 'checksums');
    const changed = withChange({}, field, ['md5'], settings);
    expect(Object.keys(changed)).toHaveLength(1);
    expect(withChange(changed, field, ['sha256', 'md5'], settings)).toEqual({});
  });

  it('are checked as they are typed', () => {
    expect(problemOf(spec('retention', 'trashDays'), '0')).toBe('range');
    expect(problemOf(spec('retention', 'trashDays'), 'x')).toBe('number');
    expect(problemOf(spec('retention', 'trashDays'), '')).toBe('number');
    expect(problemOf(spec('retention', 'jobDays'), '')).toBeNull();
    expect(problemOf(spec('general', 'outputPath'), 'images')).toBe('path');
  });
});
