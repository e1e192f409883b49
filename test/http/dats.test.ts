import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { verifyImage } from '#engine/index.ts';
import type { Role } from '../../src/model/index.ts';
import { datFile, type Game, romOf, strangers } from '../support/dat-files.ts';
import { HttpLab } from '../support/http-lab.ts';
import { addImage, addSet } from '../support/library-lab.ts';
import { Random } from '../support/random.ts';

let http: HttpLab;
let headers: Record<string, string>;
let folder: string;
beforeAll(async () => {
  http = await HttpLab.open();
  await http.lab.room.start();
  headers = await http.headersOf('operator');
  folder = join(http.lab.folder, 'library');
});
afterEach(async () => {
  for (const { id } of (await call('GET', '/api/dats')).json.items) await call('DELETE', `/api/dats/${id}`);
  await untilMatched();
});
afterAll(() => http.remove());

async function call(
  method: string,
  path: string,
  { body, as = headers }: { body?: string; as?: object } = {},
) {
  const sent = { ...as, ...(body === undefined ? {} : { 'content-type': 'application/xml' }) };
  const init = body === undefined ? {} : { body };
  const answer = await fetch(`${http.url}${path}`, {
    method,
    headers: sent as Record<string, string>,
    ...init,
  });
  const text = await answer.text();
  return { status: answer.status, json: text === '' ? null : JSON.parse(text) };
}
const give = (games: readonly Game[], header: Parameters<typeof datFile>[1] = {}) =>
  call('POST', '/api/dats', { body: datFile(games, header) });
const untilMatched = () =>
  http.lab.untilTrue(() => http.lab.store.dats.due(1).length === 0, 'all images were looked up');
const knownAs = async (id: number) => {
  await untilMatched();
  return (await call('GET', `/api/isos/${id}`)).json;
};
const games = (title: string, ...roms: Game['roms']) => [{ title, roms }];
const sumsOf = (bytes: Uint8Array) => ({
  md5: createHash('md5').update(bytes).digest('hex'),
  sha1: createHash('sha1').update(bytes).digest('hex'),
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

describe('a DAT file of 10,000 dumps', () => {
  it('is taken in, listed, found by, replaced by a newer one, and removed', async () => {
    const iso = await addImage(http.lab.store, folder, 'known.iso');
    const other = await addImage(http.lab.store, folder, 'other.iso', { seed: 2 });
    const own = { title: 'Known Disc (Germany)', roms: [romOf('Known Disc (Germany).iso', iso.bytes)] };
    const all = [...strangers(10_000), own];
    const made = await give(all, { name: 'Lab - Discs', version: '1' });
    expect(made).toMatchObject({
      status: 201,
      json: {
        name: 'Lab - Discs',
        version: '1',
        dumps: 10_001,
        tracks: 20_001,
        skipped: 0,
        importedBy: 'operator',
      },
    });
    const known = { dat: 'Lab - Discs', version: '1', title: 'Known Disc (Germany)', tracks: 1 };
    const detail = await knownAs(iso.id);
    expect(detail.knownGood).toEqual(known);
    expect(detail.dumpMatches).toEqual([{ ...known, matched: 1, isWhole: true }]);
    expect((await knownAs(other.id)).knownGood).toBeNull();
    const names = async (query: string) =>
      (await call('GET', `/api/isos?${query}`)).json.items.map(({ id }: { id: number }) => id);
    expect(await names('knownGood=true')).toEqual([iso.id]);
    expect(await names('knownGood=false')).not.toContain(iso.id);
    expect((await call('GET', '/api/dats')).json).toMatchObject({
      items: [{ images: 1 }],
      isMatching: false,
    });
    const catalogue = (await call('GET', '/api/isos/export')).json;
    expect(catalogue.find(({ fileName }: { fileName: string }) => fileName === 'known.iso')).toMatchObject({
      knownGoodDat: 'Lab - Discs',
      knownGoodTitle: 'Known Disc (Germany)',
    });

    // The newer one knows the other disc instead.
    const newer = await give(games('Other Disc', romOf('o.iso', other.bytes, ['sha1', 'md5'])), {
      version: '2',
    });
    expect(newer).toMatchObject({ status: 201, json: { version: '2', dumps: 1 } });
    expect((await knownAs(iso.id)).knownGood).toBeNull();
    expect((await knownAs(other.id)).knownGood).toMatchObject({ version: '2', title: 'Other Disc' });
    const { items } = (await call('GET', '/api/dats')).json;
    expect(items).toHaveLength(1);

    expect(await call('DELETE', `/api/dats/${items[0].id}`)).toMatchObject({ status: 204 });
    expect((await knownAs(other.id)).knownGood).toBeNull();
    expect((await call('DELETE', `/api/dats/${items[0].id}`)).json.code).toBe('DAT_NOT_FOUND');
  });

  it('leaves the earlier one in use when it turns out to be broken at its end', async () => {
    const iso = await addImage(http.lab.store, folder, 'stays.iso', { seed: 3 });
    await give(games('Stays', romOf('s.iso', iso.bytes)), { version: '1' });
    const broken = datFile(strangers(3000), { version: '2' }).replace('</datafile>', '</datafil>');
    const refused = await call('POST', '/api/dats', { body: broken });
    expect(refused).toMatchObject({ status: 422, json: { code: 'DAT_INVALID' } });
    expect(refused.json.detail).toMatch(/^Line \d{5} is not well-formed XML/);
    const { items } = (await call('GET', '/api/dats')).json;
    expect(items).toMatchObject([{ version: '1', dumps: 1 }]);
    expect((await knownAs(iso.id)).knownGood).toMatchObject({ title: 'Stays' });
  });
});

describe('an image', () => {
  it('that comes later is found, too, and is not any more once its file was changed', async () => {
    const bytes = new Random(11).bytes(20 * 2048);
    await give(games('Later', romOf('l.iso', bytes)));
    const iso = await addImage(http.lab.store, folder, 'later.iso', { seed: 11 });
    http.lab.library.changed(iso.id);
    expect((await knownAs(iso.id)).knownGood).toMatchObject({ title: 'Later' });
    const stamp = { sizeBytes: 1, modifiedMs: 1 };
    http.lab.store.isos.setSeen(iso.id, stamp, '2026-01-01T00:00:00.000Z');
    http.lab.library.changed(iso.id);
    expect((await knownAs(iso.id)).knownGood).toBeNull();
    const report = await verifyImage(iso.filePath);
    const at = '2026-01-02T00:00:00.000Z';
    http.lab.store.isos.addVerification({
      isoId: iso.id,
      jobUuid: null,
      at,
      verdict: report.verdict,
      report,
    });
    http.lab.library.changed(iso.id);
    expect((await knownAs(iso.id)).knownGood).toMatchObject({ title: 'Later' });
  });

  it('of which nobody stated a sum is found by its verification, and one that has rotted is not', async () => {
    const bytes = new Random(12).bytes(20 * 2048);
    const filePath = join(folder, 'plain.iso');
    await writeFile(filePath, bytes);
    await give(games('Plain', romOf('p.iso', bytes)));
    const { id } = http.lab.store.isos.upsert({
      ...{ jobUuid: null, fileName: 'plain.iso', filePath, sizeBytes: bytes.length, md5: null, sha256: null },
      ...{ discKind: null, discLabel: null, fingerprintId: null, isComplete: true, badBytes: 0 },
      ...{ provenance: null, createdAt: '2026-01-01T00:00:00.000Z' },
    });
    http.lab.library.changed(id);
    expect((await knownAs(id)).knownGood).toBeNull();
    const job = (await call('POST', `/api/isos/${id}/verify`)).json;
    await http.lab.until(job.uuid, 'completed');
    expect((await knownAs(id)).knownGood).toMatchObject({ title: 'Plain' });
    bytes[5000] = (bytes[5000] ?? 0) ^ 1;
    await writeFile(filePath, bytes);
    const again = (await call('POST', `/api/isos/${id}/verify`)).json;
    await http.lab.until(again.uuid, 'completed');
    expect(await knownAs(id)).toMatchObject({ verdict: 'nothing-to-compare', knownGood: null });
  });

  it('of several files is the same only if all tracks are, whatever the sheet says', async () => {
    const own = join(folder, 'set');
    await mkdir(own, { recursive: true });
    const tracks = [1, 2, 3].map((seed) => new Random(20 + seed).bytes(2352 * 10 * seed));
    const names = tracks.map((_, index) => `set (Track ${index + 1}).bin`);
    for (const [index, bytes] of tracks.entries()) await writeFile(join(own, names[index] ?? ''), bytes);
    const sheet = names.map(
      (name, index) => `FILE "${name}" BINARY\n  TRACK 0${index + 1} AUDIO\n    INDEX 01 00:00:00\n`,
    );
    await writeFile(join(own, 'set.cue'), sheet.join(''));
    const roms = tracks.map((bytes, index) => romOf(names[index] ?? '', bytes));
    const cue = { name: 'set.cue', size: 999, md5: 'a'.repeat(32) };
    await give(games('Whole Set', cue, ...roms));
    const imported = await fetch(`${http.url}/api/isos/import`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ path: own }),
    });
    await http.lab.until(((await imported.json()) as { uuid: string }).uuid, 'completed');
    const { id } = http.lab.store.isos.byPath(join(own, 'set.cue')) ?? { id: 0 };
    expect((await knownAs(id)).dumpMatches).toEqual([]);
    const job = (await call('POST', `/api/isos/${id}/verify`)).json;
    await http.lab.until(job.uuid, 'completed');
    expect((await knownAs(id)).knownGood).toMatchObject({ title: 'Whole Set', tracks: 3 });

    // Another pressing: one track is not the same. Then one with a track more, and one with a track less.
    const changed = roms.map((rom, index) =>
      index === 1 ? { ...rom, md5: 'b'.repeat(32), sha1: 'b'.repeat(40) } : rom,
    );
    const more = [...roms, romOf('set (Track 4).bin', new Random(30).bytes(2352))];
    for (const [title, list, matched] of [
      ['Other Pressing', changed, 2],
      ['A Track More', more, 3],
      ['A Track Less', roms.slice(0, 2), 2],
    ] as const) {
      await give(games(title, cue, ...list));
      const { knownGood, dumpMatches } = await knownAs(id);
      expect(knownGood, title).toBeNull();
      expect(dumpMatches, title).toEqual([
        expect.objectContaining({ title, tracks: list.length, matched, isWhole: false }),
      ]);
    }
  });

  it('made by a job is found by the sums of its files, the sheet left out', async () => {
    const iso = await addSet(http.lab.store, join(folder, 'sets'), 'mixed');
    const provenance = http.lab.store.isos.get(iso.id)?.provenance;
    const content = provenance?.companions.filter(({ role }) => role === 'session' || role === 'track') ?? [];
    const roms = content.map(({ fileName, sizeBytes, checksums }) => ({
      name: fileName,
      size: sizeBytes,
      md5: checksums.md5 ?? '',
    }));
    expect(roms).toHaveLength(2);
    await give(games('Mixed', ...roms));
    expect((await knownAs(iso.id)).knownGood).toMatchObject({ title: 'Mixed', tracks: 2 });
  });

  it.each<[string, (bytes: Buffer) => object, boolean]>([
    ['size and MD5 alone', (bytes) => ({ size: bytes.length, md5: sumsOf(bytes).md5 }), true],
    ['size and SHA-256 alone', (bytes) => ({ size: bytes.length, sha256: sumsOf(bytes).sha256 }), true],
    [
      'the same sum in capitals',
      (bytes) => ({ size: bytes.length, md5: sumsOf(bytes).md5.toUpperCase() }),
      true,
    ],
    ['MD5 with another size', (bytes) => ({ size: bytes.length + 1, md5: sumsOf(bytes).md5 }), false],
    ['MD5 without a size', (bytes) => ({ md5: sumsOf(bytes).md5 }), false],
    ['size and CRC-32 alone', (bytes) => ({ size: bytes.length, crc: 'ca11ab1e' }), false],
    [
      'MD5 and another SHA-256',
      (bytes) => ({ size: bytes.length, md5: sumsOf(bytes).md5, sha256: 'e'.repeat(64) }),
      false,
    ],
    [
      'MD5 of what is marked as a bad dump',
      (bytes) => ({ size: bytes.length, md5: sumsOf(bytes).md5, status: 'baddump' }),
      false,
    ],
    [
      'SHA-1, which nobody took of the image',
      (bytes) => ({ size: bytes.length, sha1: sumsOf(bytes).sha1 }),
      false,
    ],
  ])('by %s', async (what, stated, isKnown) => {
    const seed = [...what].reduce((sum, letter) => sum + letter.charCodeAt(0), 1000);
    const iso = await addImage(http.lab.store, folder, `${what.replaceAll(/\W/g, '')}.iso`, { seed });
    const stored = http.lab.store.isos.get(iso.id);
    if (stored === null) throw new Error('no image');
    http.lab.store.isos.upsert({ ...stored, crc32: 'ca11ab1e' });
    await give(games('One', { name: 'one.iso', ...stated(iso.bytes) }));
    const { knownGood } = await knownAs(iso.id);
    if (isKnown) expect(knownGood).toMatchObject({ title: 'One' });
    else expect(knownGood).toBeNull();
  });
});

describe('the calls', () => {
  it('are for those who may, and take only the file itself', async () => {
    const body = datFile([]);
    const post = async (role: Role, type: string) => {
      const sent = { ...(await http.headersOf(role)), 'content-type': type };
      return (await fetch(`${http.url}/api/dats`, { method: 'POST', headers: sent, body })).status;
    };
    expect(await post('viewer', 'application/xml')).toBe(403);
    for (const type of ['application/xml', 'text/xml; charset=utf-8', 'application/octet-stream']) {
      expect(await post('operator', type)).toBe(201);
    }
    for (const type of ['application/json', 'text/csv', 'application/x-www-form-urlencoded']) {
      expect(await post('operator', type)).toBe(415);
    }
    const viewer = { as: await http.headersOf('viewer') };
    const { items } = (await call('GET', '/api/dats', viewer)).json;
    expect(await call('DELETE', `/api/dats/${items[0].id}`, viewer)).toMatchObject({ status: 403 });
  });

  it('refuse a body that never ends, and answer', async () => {
    const { status, text, sent } = await pour('<datafile><header><name>x</name></header><game name="', 'x');
    expect(status).toBe(422);
    expect(JSON.parse(text)).toMatchObject({ code: 'DAT_INVALID' });
    expect(sent).toBeLessThan(50_000_000);
  });

  it('give up a file whose sender goes away, and the next is taken', async () => {
    const start = datFile(strangers(2000), { name: 'Cut off' }).slice(0, 400_000);
    await new Promise<void>((resolve) => {
      const own = { ...headers, 'content-type': 'application/xml' };
      const sending = request(`${http.url}/api/dats`, { method: 'POST', headers: own });
      sending.on('error', () => resolve());
      sending.write(start, () => sending.destroy(new Error('gone')));
    });
    expect((await give(strangers(2), { name: 'Next' })).status).toBe(201);
    const { items } = (await call('GET', '/api/dats')).json;
    expect(items.map(({ name }: { name: string }) => name)).toEqual(['Next']);
  });
});

/** Sends a piece again and again until somebody answers. */
function pour(start: string, piece: string): Promise<{ status: number; text: string; sent: number }> {
  const chunk = piece.repeat(65_536);
  return new Promise((resolve, reject) => {
    const own = { ...headers, 'content-type': 'application/xml' };
    let sent = 0;
    let isAnswered = false;
    const sending = request(`${http.url}/api/dats`, { method: 'POST', headers: own }, (answer) => {
      isAnswered = true;
      let text = '';
      answer.on('data', (part: Buffer) => {
        text += part.toString();
      });
      answer.on('end', () => {
        sending.destroy();
        resolve({ status: answer.statusCode ?? 0, text, sent });
      });
    });
    sending.on('error', (error) => {
      if (!isAnswered) reject(error);
    });
    sending.write(start);
    const more = () => {
      if (isAnswered) return;
      sent += chunk.length;
      if (sending.write(chunk)) setImmediate(more);
      else sending.once('drain', more);
    };
    more();
  });
}
