import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServerLab } from '../support/server-lab.ts';

let lab: ServerLab;
beforeAll(async () => {
  lab = await ServerLab.open();
});
afterAll(() => lab.remove());

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('jobs and images over HTTP', () => {
  it('go from an image drive to a download in two ranges', async () => {
    const bytes = await lab.addDrive('first', { sectors: 600 });
    const made = await lab.post('/api/jobs', {
      device: 'first',
      kind: 'data',
      filename: 'Größe 1',
      eject: 'never',
    });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`/api/jobs/${made.json.uuid}`);
    const job = await lab.untilJob(made.json.uuid, 'completed');
    expect(job).toMatchObject({ kind: 'read', badBytes: 0, fraction: 1, createdBy: 'local' });
    const { json: detail } = await lab.get(`/api/isos/${job.isoId}`);
    expect(detail).toMatchObject({ isComplete: true, sha256: sha256(bytes), isPresent: true });
    expect(detail.files.map(({ role }: { role: string }) => role)).toEqual([
      'image',
      'sidecar',
      'sidecar',
      'sidecar',
    ]);

    const path = `${lab.url}/api/isos/${job.isoId}/download`;
    const one = await fetch(path, { headers: { range: 'bytes=0-99999' } });
    expect(one.status).toBe(206);
    expect(one.headers.get('content-range')).toBe(`bytes 0-99999/${bytes.length}`);
    expect(one.headers.get('content-disposition')).toContain("filename*=UTF-8''Gr%C3%B6%C3%9Fe%201.iso");
    const etag = one.headers.get('etag') ?? '';
    const two = await fetch(path, { headers: { range: 'bytes=100000-', 'if-range': etag } });
    expect(two.status).toBe(206);
    const both = Buffer.concat([Buffer.from(await one.arrayBuffer()), Buffer.from(await two.arrayBuffer())]);
    expect(sha256(both)).toBe(sha256(bytes));
    // Another version of the file is sent whole, so that halves of two files are never put together.
    const changed = await fetch(path, { headers: { range: 'bytes=100000-', 'if-range': '"another"' } });
    expect(changed.status).toBe(200);
    expect((await changed.arrayBuffer()).byteLength).toBe(bytes.length);

    const head = await fetch(path, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(bytes.length));
    expect(head.headers.get('content-encoding')).toBeNull();
    const sums = await fetch(`${path}?file=${encodeURIComponent('Größe 1.sha256')}`);
    expect(await sums.text()).toContain(sha256(bytes));
    expect(
      (await lab.get(`/api/isos/${job.isoId}/download`, { range: 'bytes=9999999-' })).json,
    ).toMatchObject({
      status: 416,
      code: 'RANGE_REFUSED',
    });
    expect((await lab.get(`/api/isos/${job.isoId}/download?file=..%2F..%2Fetc%2Fpasswd`)).json.code).toBe(
      'ISO_FILE_NOT_FOUND',
    );
  });

  it('verify an image as a job, and tell when it is not what it was', async () => {
    await lab.addDrive('verified', { sectors: 300, seed: 2 });
    const { isoId, uuid, imagePath } = await lab.untilJob((await lab.order('verified')).uuid, 'completed');
    const good = await lab.post(`/api/isos/${isoId}/verify`);
    expect(good).toMatchObject({ status: 202, json: { kind: 'verify', isoId, mode: null, options: null } });
    await lab.untilJob(good.json.uuid, 'completed');
    const { json: before } = await lab.get(`/api/isos/${isoId}`);
    expect(before).toMatchObject({ verdict: 'ok', jobUuid: uuid });
    expect(before.verifications).toHaveLength(1);

    const bytes = await readFile(imagePath ?? '');
    bytes[5000] = (bytes[5000] ?? 0) ^ 1;
    await writeFile(imagePath ?? '', bytes);
    const bad = await lab.post(`/api/isos/${isoId}/verify`);
    expect(await lab.untilJob(bad.json.uuid, 'failed')).toMatchObject({ errorCode: 'VERIFY_FAILED' });
    const { json: after } = await lab.get(`/api/isos/${isoId}`);
    expect(after).toMatchObject({ verdict: 'mismatch' });
    expect(after.verifications.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
      'mismatch',
      'ok',
    ]);
    // It can be tried again, once the file is what it was.
    bytes[5000] = (bytes[5000] ?? 0) ^ 1;
    await writeFile(imagePath ?? '', bytes);
    expect((await lab.post(`/api/jobs/${bad.json.uuid}/retry`, {})).status).toBe(200);
    await lab.untilJob(bad.json.uuid, 'completed');
    await rm(imagePath ?? '');
    const gone = await lab.post(`/api/isos/${isoId}/verify`);
    expect(await lab.untilJob(gone.json.uuid, 'failed')).toMatchObject({ errorCode: 'NOT_FOUND' });
    expect((await lab.get(`/api/isos/${isoId}`)).json.isPresent).toBe(false);
  });

  it('put an image into the trash and take it out again, without overwriting anything', async () => {
    await lab.addDrive('trashed', { sectors: 200, seed: 3 });
    const { isoId, imagePath } = await lab.untilJob((await lab.order('trashed')).uuid, 'completed');
    const trashed = await lab.call('DELETE', `/api/isos/${isoId}`);
    expect(trashed.json.trashedAt).not.toBeNull();
    await expect(readFile(imagePath ?? '')).rejects.toThrow('ENOENT');
    const ids = async (query: string) =>
      (await lab.get(`/api/isos${query}`)).json.items.map(({ id }: { id: number }) => id);
    expect(await ids('')).not.toContain(isoId);
    expect(await ids('?trashed=true')).toContain(isoId);
    expect((await lab.call('DELETE', `/api/isos/${isoId}`)).json.code).toBe('ISO_STATE');
    await writeFile(imagePath ?? '', 'somebody else');
    expect((await lab.post(`/api/isos/${isoId}/restore`)).json.code).toBe('NAME_TAKEN');
    expect(await readFile(imagePath ?? '', 'utf8')).toBe('somebody else');
    await rm(imagePath ?? '');
    expect((await lab.post(`/api/isos/${isoId}/restore`)).json).toMatchObject({
      trashedAt: null,
      filePath: imagePath,
    });
    expect((await readFile(imagePath ?? '')).length).toBe(200 * 2048);
    expect(await ids('')).toContain(isoId);
  });

  it('pause, resume, change, cancel and delete a job; refuse what its state does not allow', async () => {
    await lab.addDrive('slow', { sectors: 2000, rateKBps: 300, seed: 4 });
    const { uuid } = await lab.order('slow');
    await lab.until(
      async () => (await lab.get(`/api/jobs/${uuid}`)).json.progress?.bytesDone > 0,
      'it reads',
    );
    const busy = await lab.post('/api/disks/slow/eject', {});
    expect(busy.json).toMatchObject({ status: 409, code: 'DRIVE_BUSY' });
    expect((await lab.call('PUT', `/api/jobs/${uuid}`, { retries: 5 })).json.code).toBe('JOB_STATE');
    expect((await lab.call('PUT', `/api/jobs/${uuid}`, { priority: 7 })).json.priority).toBe(7);
    await lab.post(`/api/jobs/${uuid}/pause`);
    expect(await lab.untilJob(uuid, 'paused')).toMatchObject({ pauseReason: 'user' });
    const changed = await lab.call('PUT', `/api/jobs/${uuid}`, { retries: 5, blockSize: 16 });
    expect(changed.json.options.reading).toMatchObject({ retries: 5, clusterSectors: 16 });
    expect((await lab.get(`/api/jobs/${uuid}`)).json.map.sizeBytes).toBe(2000 * 2048);
    expect((await lab.post(`/api/jobs/${uuid}/retry`, {})).json.code).toBe('JOB_STATE');
    expect((await lab.post(`/api/jobs/${uuid}/resume`, { mode: 'rescue' })).json).toMatchObject({
      mode: 'rescue',
    });
    await lab.untilJob(uuid, 'running');
    const forced = await lab.post('/api/disks/slow/eject', { force: true });
    expect(forced.json.state).toBe('open');
    await lab.untilJob(uuid, 'paused');
    expect((await lab.call('DELETE', `/api/jobs/${uuid}`)).json.job.status).toBe('cancelled');
    expect((await lab.call('DELETE', `/api/jobs/${uuid}`)).json).toEqual({ job: null });
    expect((await lab.get(`/api/jobs/${uuid}`)).json.code).toBe('JOB_NOT_FOUND');
    expect((await lab.post('/api/disks/slow/close')).status).toBe(200);
  });

  it('do one thing to many, each for itself', async () => {
    const one = await lab.order('first', { priority: -5 });
    const answer = await lab.post('/api/jobs/bulk', {
      action: 'cancel',
      uuids: [one.uuid, '00000000-0000-4000-8000-000000000000'],
    });
    const [first, second] = answer.json.results;
    expect([first.uuid, second]).toMatchObject([one.uuid, { isOk: false, code: 'JOB_NOT_FOUND' }]);
  });

  it('list with filters, sorting and pages', async () => {
    const all = await lab.get('/api/jobs?limit=200');
    const uuids = all.json.items.map(({ uuid }: { uuid: string }) => uuid);
    const paged: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await lab.get(`/api/jobs?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      paged.push(...page.json.items.map(({ uuid }: { uuid: string }) => uuid));
      if (page.json.nextCursor === null) break;
      cursor = page.json.nextCursor;
    }
    expect(paged).toEqual(uuids);
    const completed = await lab.get('/api/jobs?status=completed&status=failed&sort=priority&order=asc');
    expect(completed.json.items.length).toBeGreaterThan(3);
    expect((await lab.get('/api/jobs?kind=verify&status=failed')).json.items).toHaveLength(1);
    expect((await lab.get('/api/isos?minSize=1000000&diskType=data')).json.items).toHaveLength(1);
    expect((await lab.get('/api/isos?damaged=true')).json.total).toBe(0);
    expect((await lab.get('/api/jobs?q=first')).json.items.length).toBeGreaterThan(0);
  });
});

describe('image drives over HTTP', () => {
  it('come, take images, and go', async () => {
    const { path } = await lab.makeDisc('loose', 100, 9);
    expect((await lab.post('/api/image-drives', { id: 'shelf' })).status).toBe(201);
    expect((await lab.post('/api/image-drives', { id: 'shelf' })).json.errors[0].field).toBe('id');
    expect((await lab.post('/api/image-drives/shelf/insert', { path })).status).toBe(200);
    await lab.until(async () => (await lab.get('/api/disks/shelf')).json.state === 'ready', 'ready');
    expect((await lab.post('/api/disks/shelf/identify')).status).toBe(202);
    expect((await lab.post('/api/image-drives/shelf/remove')).status).toBe(200);
    await lab.until(async () => (await lab.get('/api/disks/shelf')).json.state === 'empty', 'empty');
    expect((await lab.post('/api/disks/shelf/identify')).json.code).toBe('NO_DISC');
    expect((await lab.post('/api/image-drives/shelf/insert', { path: '/etc/passwd' })).json.code).toBe(
      'PATH_NOT_ALLOWED',
    );
    await lab.until(
      async () => (await lab.get('/api/disks/shelf')).json.holder === null,
      'nobody looks at it',
    );
    expect((await lab.call('DELETE', '/api/image-drives/shelf')).status).toBe(204);
    expect((await lab.call('DELETE', '/api/image-drives/shelf')).json.code).toBe('NOT_FOUND');
  });
});

describe('the profile of a drive', () => {
  it('names it, switches it off, makes it automatic', async () => {
    const { json: drive } = await lab.get('/api/disks/first');
    const profile = { ...drive.profile, name: 'Top shelf', isEnabled: false };
    expect((await lab.call('PUT', '/api/disks/first/profile', profile)).json.profile.name).toBe('Top shelf');
    const { uuid } = await lab.order('first');
    expect((await lab.get(`/api/jobs/${uuid}`)).json.job.status).toBe('queued');
    await lab.call('PUT', '/api/disks/first/profile', { ...profile, isEnabled: true });
    await lab.untilJob(uuid, 'completed');
    const bad = await lab.call('PUT', '/api/disks/first/profile', {
      ...profile,
      readOffsetSamples: 1e9,
      nonsense: 1,
    });
    expect(bad.json.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
      'nonsense',
      'readOffsetSamples',
    ]);
  });
});

describe('the machine over HTTP', () => {
  it('tells status, figures, log, folders and health', async () => {
    const { json: status } = await lab.get('/api/system/status');
    expect(status.tools.find(({ program }: { program: string }) => program === 'ddrescue').version).toContain(
      'GNU',
    );
    expect(status.space.map(({ purpose }: { purpose: string }) => purpose)).toEqual([
      'library',
      'temp',
      'data',
    ]);
    expect(status.jobs.completedToday).toBeGreaterThan(0);
    await lab.until(async () => (await lab.get('/api/system/metrics')).json.samples.length > 0, 'a sample');
    expect((await lab.get('/api/system/logs?level=info')).status).toBe(200);
    const { json: folder } = await lab.get(`/api/system/folders?path=${join(lab.folder, 'discs')}`);
    expect(folder.images.map(({ name }: { name: string }) => name)).toContain('loose.iso');
    expect(folder.parent).toBeNull();
    expect((await lab.get('/healthz')).json).toEqual({ status: 'ok' });
    expect((await lab.get('/readyz')).json).toEqual({ isReady: true, problems: [] });
    const metrics = await lab.get('/metrics');
    expect(metrics.text).toMatch(/disk2iso_jobs\{status="completed"\} \d+/);
  });

  it('compresses long answers, and knows unchanged ones again', async () => {
    const first = await fetch(`${lab.url}/api/openapi.json`, { headers: { 'accept-encoding': 'gzip' } });
    expect(first.headers.get('content-encoding')).toBe('gzip');
    const etag = first.headers.get('etag') ?? '';
    await first.text();
    const again = await fetch(`${lab.url}/api/openapi.json`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });

  it('describes every call as OpenAPI 3.1, and has a page for people', async () => {
    const { json } = await lab.get('/api/openapi.json');
    expect(json.openapi).toBe('3.1.0');
    expect(json.paths['/api/jobs/{uuid}'].get.responses['200'].content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/JobDetail',
    });
    expect(json.components.schemas.JobDetail.properties.job).toEqual({ $ref: '#/components/schemas/Job' });
    expect((await lab.get('/api/docs/')).text).toContain('swagger-ui');
    expect((await lab.get('/api/docs/errors')).text).toContain('drive_busy');
  });
});
