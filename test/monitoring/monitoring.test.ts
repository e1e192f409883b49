import { readFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DriveHealth } from '../../src/model/index.ts';
import { ServerLab } from '../support/server-lab.ts';

let lab: ServerLab;
let uuid = '';
beforeAll(async () => {
  lab = await ServerLab.open();
  await lab.addDrive('good', { sectors: 600 });
  await lab.addDrive('scratched', {
    sectors: 600,
    seed: 2,
    badSectors: [{ firstLba: 100, lastLba: 109 }],
  });
  ({ uuid } = await lab.untilJob((await lab.order('good')).uuid, 'completed'));
  await lab.untilJob((await lab.order('scratched', { mode: 'rescue', retries: 0 })).uuid, 'completed');
});
afterAll(() => lab.remove());

const health = async (drive: string): Promise<DriveHealth> =>
  (await lab.get(`/api/disks/${drive}/health`)).json;
const scrape = async () => (await lab.get('/metrics')).text;

describe('what drives did', () => {
  it('is known of each: discs, bytes, time, errors', async () => {
    const good = await health('good');
    expect(good.totals).toMatchObject({ whole: 1, damaged: 0, failed: 0, bytes: 600 * 2048, readErrors: 0 });
    expect(good.totals.seconds).toBeGreaterThan(0);
    const [run] = good.runs;
    expect(run).toMatchObject({ jobUuid: uuid, outcome: 'whole', badBytes: 0 });
    expect(good.days).toEqual([{ day: run?.at.slice(0, 10), ...good.totals }]);

    const scratched = await health('scratched');
    expect(scratched.totals).toMatchObject({ whole: 0, damaged: 1, bytes: 590 * 2048 });
    expect(scratched.totals.readErrors).toBeGreaterThan(0);
    expect(scratched.runs[0]).toMatchObject({ outcome: 'damaged', badBytes: 10 * 2048 });
  });

  it('counts a run once that was paused, by what each part has read', async () => {
    await lab.addDrive('slow', { sectors: 2000, rateKBps: 300, seed: 3 });
    const { uuid: paused } = await lab.order('slow');
    await lab.until(
      async () => (await lab.get(`/api/jobs/${paused}`)).json.progress?.bytesDone > 400_000,
      'it reads',
    );
    await lab.post(`/api/jobs/${paused}/pause`);
    await lab.untilJob(paused, 'paused');
    expect((await health('slow')).runs).toMatchObject([{ outcome: 'stopped' }]);
    await lab.post(`/api/jobs/${paused}/resume`, {});
    await lab.untilJob(paused, 'completed');
    const { totals, runs } = await health('slow');
    expect(runs.map(({ outcome }) => outcome)).toEqual(['whole', 'stopped']);
    expect(totals.whole).toBe(1);
    // What was read between two saves of the map may be read again, never left out.
    expect(totals.bytes).toBeGreaterThanOrEqual(2000 * 2048 * 0.9);
    expect(totals.bytes).toBeLessThanOrEqual(2000 * 2048 * 2);
  });
});

describe('the figures for Prometheus', () => {
  it('tell of jobs, drives and the library', async () => {
    const text = await scrape();
    for (const line of [
      'disk2iso_jobs{status="failed"} 0',
      'disk2iso_queue_length 0',
      'disk2iso_drive_discs_total{drive="scratched",model="image",outcome="damaged"} 1',
      `disk2iso_drive_read_bytes_total{drive="good",model="image"} ${600 * 2048}`,
      'disk2iso_drive_faulty{drive="good",model="image"} 0',
      'disk2iso_library_damaged_images 1',
    ]) {
      expect(text, line).toContain(`${line}\n`);
    }
    const { json } = await lab.get('/api/isos');
    const sizes = json.items.map(({ sizeBytes }: { sizeBytes: number }) => sizeBytes);
    expect(text).toContain(`disk2iso_library_images ${sizes.length}\n`);
    expect(text).toContain(
      `disk2iso_library_bytes ${sizes.reduce((sum: number, size: number) => sum + size, 0)}\n`,
    );
  });

  it('are all there that the Grafana dashboard asks for, and docs/monitoring.md names each', async () => {
    const dashboard = await readFile('deploy/grafana/disk2iso.json', 'utf8');
    const docs = await readFile('docs/monitoring.md', 'utf8');
    const text = await scrape();
    const known = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
    );
    const asked = new Set([...dashboard.matchAll(/disk2iso_\w+/g)].map(([name]) => name));
    expect(asked.size).toBeGreaterThan(20);
    expect([...asked].filter((name) => !known.includes(name))).toEqual([]);
    const base = known.map((name) => name.replace(/_(bucket|count|sum)$/, ''));
    expect(base.filter((name) => !docs.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('the size of the library', () => {
  it('follows what comes, goes into the trash, and comes back', async () => {
    const count = async () => /disk2iso_library_images (\d+)/.exec(await scrape())?.[1];
    const before = Number(await count());
    const { isoId } = (await lab.get(`/api/jobs/${uuid}`)).json.job;
    await lab.call('DELETE', `/api/isos/${isoId}`);
    expect(Number(await count())).toBe(before - 1);
    expect((await lab.post(`/api/isos/${isoId}/restore`)).status).toBe(200);
    expect(Number(await count())).toBe(before);
  });
});

describe('the log', () => {
  it('can be taken along whole, oldest first, as JSON lines or plain text, with the same filters', async () => {
    const database = new DatabaseSync(`${lab.config.data}/disk2iso.db`);
    const add = database.prepare('INSERT INTO logs (level, message, timestamp) VALUES (?, ?, ?)');
    for (let line = 0; line < 450; line += 1) {
      add.run(line % 2 === 0 ? 'warning' : 'info', `line ${line}\nof two`, new Date().toISOString());
    }
    database.close();
    const answer = await lab.get('/api/system/logs/export?level=warning');
    expect(answer.headers.get('content-disposition')).toContain('disk2iso-log.jsonl');
    const lines = answer.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(225);
    expect(lines.map(({ id }) => id)).toEqual(lines.map(({ id }) => id).toSorted((a, b) => a - b));
    const text = (await lab.get('/api/system/logs/export?format=text&q=449')).text;
    expect(text).toMatch(/^\d{4}-\S+Z info {4}line 449 \| of two\n$/);
  });
});
