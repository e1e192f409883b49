import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyImage } from '#engine/index.ts';
import { HttpLab } from '../support/http-lab.ts';
import { addImage, addSet } from '../support/library-lab.ts';

let http: HttpLab;
let headers: Record<string, string>;
let folder: string;
beforeAll(async () => {
  http = await HttpLab.open();
  headers = { ...(await http.headersOf('operator')), 'content-type': 'application/json' };
  folder = join(http.lab.folder, 'library');
});
afterAll(() => http.remove());

async function call(method: string, path: string, body?: unknown) {
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  const { 'content-type': type = '', ...rest } = headers;
  const sent = body === undefined ? rest : { ...rest, 'content-type': type };
  const answer = await fetch(`${http.url}${path}`, { method, headers: sent, ...init });
  const text = await answer.text();
  return { status: answer.status, json: text === '' ? null : JSON.parse(text) };
}
const names = async (query: string) =>
  (await call('GET', `/api/isos?${query}`)).json.items.map(({ fileName }: { fileName: string }) => fileName);

describe('title, notes and tags', () => {
  it('are kept, found, counted, and written beside the image', async () => {
    const { store } = http.lab;
    const one = await addImage(store, folder, 'one.iso');
    const two = await addImage(store, folder, 'two.iso', { seed: 2 });
    const said = {
      title: '  Ferien   1999 ',
      notes: 'Kratzer am Rand\nzweite Zeile',
      tags: ['Heimvideo', 'Größe'],
    };
    const changed = await call('PUT', `/api/isos/${one.id}`, said);
    expect(changed).toMatchObject({
      status: 200,
      json: { title: 'Ferien 1999', notes: said.notes, tags: ['Heimvideo', 'Größe'] },
    });
    // Capitals make no other tag.
    await call('PUT', `/api/isos/${two.id}`, { tags: ['HEIMVIDEO', 'heimvideo'] });
    expect((await call('GET', `/api/isos/${two.id}`)).json.tags).toEqual(['Heimvideo']);
    expect((await call('GET', '/api/isos/tags')).json.tags).toEqual([
      { name: 'Größe', images: 1 },
      { name: 'Heimvideo', images: 2 },
    ]);
    expect(await names('tag=heimvideo')).toEqual(['two.iso', 'one.iso']);
    expect(await names('tag=heimvideo&tag=gr%C3%B6%C3%9Fe')).toEqual(['one.iso']);
    expect(await names('tag=nobody')).toEqual([]);
    for (const q of ['kratzer', 'ferien', 'größe', 'heimv'])
      expect(await names(`q=${q}`)).toContain('one.iso');
    expect(await names('q=ztaggre')).toEqual([]);

    await http.lab.library.writeNotes();
    const note = JSON.parse(await readFile(join(folder, 'one.catalogue'), 'utf8'));
    expect(note).toMatchObject({ format: 'disk2iso-catalogue', fileName: 'one.iso', title: 'Ferien 1999' });
    const { files } = (await call('GET', `/api/isos/${one.id}`)).json;
    expect(files.map(({ name }: { name: string }) => name)).toContain('one.catalogue');

    const cleared = await call('PUT', `/api/isos/${one.id}`, { title: ' ', notes: null, tags: [] });
    expect(cleared.json).toMatchObject({ title: null, notes: null, tags: [] });
    expect(await names('q=kratzer')).toEqual([]);
  });

  it('are refused where they make no sense', async () => {
    const iso = await addImage(http.lab.store, folder, 'refused.iso');
    const put = (body: unknown) => call('PUT', `/api/isos/${iso.id}`, body);
    expect(await put({ tags: [' '] })).toMatchObject({ status: 422, json: { errors: [{ field: 'tags' }] } });
    expect(await put({ tags: Array.from({ length: 51 }, (_, index) => `t${index}`) })).toMatchObject({
      status: 422,
    });
    expect(await put({ label: 'x' })).toMatchObject({ status: 422 });
    expect(await call('PUT', '/api/isos/99999', { title: 'x' })).toMatchObject({ status: 404 });
    await call('DELETE', `/api/isos/${iso.id}`);
    expect(await put({ title: 'x' })).toMatchObject({ status: 409, json: { code: 'ISO_STATE' } });
  });
});

describe('a new name', () => {
  it('goes to the image, its papers, and what they say', async () => {
    const { store } = http.lab;
    const iso = await addImage(store, folder, 'old.iso', { seed: 3 });
    await writeFile(join(folder, 'old.map'), '# map\n');
    await call('PUT', `/api/isos/${iso.id}`, { notes: 'kept' });
    await http.lab.library.writeNotes();
    const renamed = await call('PUT', `/api/isos/${iso.id}`, { baseName: 'Größe 1' });
    expect(renamed).toMatchObject({
      status: 200,
      json: { fileName: 'Größe 1.iso', notes: 'kept', isPresent: true },
    });
    const left = (await readdir(folder)).filter((name) => name.startsWith('old'));
    expect(left).toEqual([]);
    expect(renamed.json.files.map(({ name }: { name: string }) => name).sort()).toEqual(
      [
        'Größe 1.catalogue',
        'Größe 1.iso',
        'Größe 1.json',
        'Größe 1.map',
        'Größe 1.md5',
        'Größe 1.sha256',
      ].sort(),
    );
    expect(renamed.json.provenance.fileName).toBe('Größe 1.iso');
    const report = await verifyImage(join(folder, 'Größe 1.iso'));
    expect(report).toMatchObject({ verdict: 'ok' });
    expect(report.notes.filter((note) => note.includes('names the image'))).toEqual([]);
    expect(await readFile(join(folder, 'Größe 1.iso'))).toEqual(iso.bytes);
    expect((await call('GET', '/api/isos?q=größe')).json.items).toHaveLength(1);
  });

  it('goes through a set of files: folder, sheets and sums stay true', async () => {
    const set = await addSet(http.lab.store, folder, 'album');
    const renamed = await call('PUT', `/api/isos/${set.id}`, { baseName: 'Live 1999' });
    expect(renamed).toMatchObject({ status: 200, json: { fileName: 'Live 1999.cue', isPresent: true } });
    const own = join(folder, 'Live 1999');
    expect((await readdir(own)).sort()).toEqual(
      [
        '02 other.flac',
        'Live 1999.bin',
        'Live 1999.cue',
        'Live 1999.json',
        'Live 1999.log',
        'Live 1999.md5',
        'Live 1999.sha256',
        'Live 1999.toc',
      ].sort(),
    );
    await expect(access(join(folder, 'album'))).rejects.toThrow();
    const cue = await readFile(join(own, 'Live 1999.cue'), 'utf8');
    expect(cue).toContain('FILE "Live 1999.bin" BINARY\r\n');
    expect(cue).toContain('FILE "02 other.flac" WAVE\r\n');
    expect(await readFile(join(own, 'Live 1999.toc'), 'utf8')).toContain('FILE "Live 1999.bin" 0');
    const json = JSON.parse(await readFile(join(own, 'Live 1999.json'), 'utf8'));
    expect(json.companions.map(({ fileName }: { fileName: string }) => fileName)).toContain('Live 1999.bin');
  });

  it('never goes over another file, and is one that a file may have', async () => {
    const { store } = http.lab;
    const iso = await addImage(store, folder, 'mine.iso', { seed: 4 });
    const other = await addImage(store, folder, 'theirs.iso', { seed: 5 });
    const before = (await readdir(folder)).sort();
    for (const baseName of ['theirs', '../up', 'a/b', '.hidden', 'con', 'x.iso']) {
      const { status } = await call('PUT', `/api/isos/${iso.id}`, { baseName });
      expect([409, 422], baseName).toContain(status);
    }
    // Only a paper of that name is there: it would be taken for ours.
    await writeFile(join(folder, 'lonely.md5'), 'x');
    expect(await call('PUT', `/api/isos/${iso.id}`, { baseName: 'lonely' })).toMatchObject({
      status: 409,
      json: { code: 'NAME_TAKEN', errors: [{ field: 'baseName' }] },
    });
    expect((await readdir(folder)).sort()).toEqual([...before, 'lonely.md5'].sort());
    expect(await readFile(other.filePath)).toEqual(other.bytes);
    expect(store.isos.renaming()).toEqual([]);
  });
});

describe('many images at once', () => {
  it('get and lose tags, and each tells how it went', async () => {
    const { store } = http.lab;
    const one = await addImage(store, folder, 'bulk 1.iso');
    const two = await addImage(store, folder, 'bulk 2.iso', { seed: 7 });
    const order = { action: 'tag', ids: [one.id, two.id, 99_999], addTags: ['Reihe'], removeTags: [] };
    const { json } = await call('POST', '/api/isos/bulk', order);
    expect(json.results.map(({ isOk, code }: { isOk: boolean; code: string }) => [isOk, code])).toEqual([
      [true, null],
      [true, null],
      [false, 'ISO_NOT_FOUND'],
    ]);
    expect(await names('tag=Reihe&sort=name')).toEqual(['bulk 1.iso', 'bulk 2.iso']);
    await call('POST', '/api/isos/bulk', { action: 'tag', ids: [one.id], removeTags: ['reihe'] });
    expect(await names('tag=Reihe')).toEqual(['bulk 2.iso']);
    const { json: gone } = await call('POST', '/api/isos/bulk', { action: 'trash', ids: [one.id, two.id] });
    expect(gone.results.every(({ isOk }: { isOk: boolean }) => isOk)).toBe(true);
    await call('POST', '/api/isos/bulk', { action: 'restore', ids: [one.id, two.id] });
    await access(two.filePath);
  });
});

describe('the order of the list', () => {
  it('is the one asked for, page by page', async () => {
    const { store } = http.lab;
    for (const [index, name] of ['s Disc 10', 's Disc 2', 's Ähre', 's Bär', 's zebra'].entries()) {
      const iso = await addImage(store, folder, `${name}.iso`, { sectors: 30 - index, seed: index });
      store.isos.say(iso.id, { tags: ['sorted'] });
    }
    const all = async (query: string) => {
      const found: string[] = [];
      for (let cursor = ''; ; ) {
        const { json } = await call(
          'GET',
          `/api/isos?limit=2&${query}${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        found.push(...json.items.map(({ fileName }: { fileName: string }) => fileName.slice(2, -4)));
        if (json.nextCursor === null) return found;
        cursor = json.nextCursor;
      }
    };
    const byName = ['Ähre', 'Bär', 'Disc 2', 'Disc 10', 'zebra'];
    expect(await all('tag=sorted&sort=name')).toEqual(byName);
    expect(await all('tag=sorted&sort=name&order=desc')).toEqual([...byName].reverse());
    expect(await all('tag=sorted&sort=size')).toEqual(['zebra', 'Bär', 'Ähre', 'Disc 2', 'Disc 10']);
    expect(await all('tag=sorted')).toEqual(['zebra', 'Bär', 'Ähre', 'Disc 2', 'Disc 10']);
    for (const sort of ['type', 'verifiedAt', 'createdAt']) {
      for (const order of ['asc', 'desc']) {
        expect((await all(`sort=${sort}&order=${order}`)).length, `${sort} ${order}`).toBe(
          (await call('GET', '/api/isos')).json.total,
        );
      }
    }
  });
});
