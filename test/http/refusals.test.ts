import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServerLab } from '../support/server-lab.ts';

let lab: ServerLab;
beforeAll(async () => {
  lab = await ServerLab.open({ requestsPerMinute: 1200 });
  await lab.addDrive('a', { sectors: 300 });
});
afterAll(() => lab.remove());

const nobody = '00000000-0000-4000-8000-000000000000';
const json = { 'content-type': 'application/json' };

describe('every refusal', () => {
  it('is a problem with its code, what happened, what to do, and an id to find it in the log', async () => {
    const { headers, json: problem } = await lab.get(`/api/jobs/${nobody}`);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(problem).toEqual({
      type: '/api/docs/errors#job_not_found',
      title: 'There is no such job',
      status: 404,
      detail: `There is no job ${nobody}.`,
      code: 'JOB_NOT_FOUND',
      hint: expect.any(String),
      requestId: headers.get('x-request-id'),
    });
  });

  it.each([
    ['GET', '/api/nothing', undefined, 404, 'ROUTE_NOT_FOUND'],
    ['PATCH', '/api/jobs', undefined, 404, 'ROUTE_NOT_FOUND'],
    ['GET', `/api/jobs/${nobody}`, undefined, 404, 'JOB_NOT_FOUND'],
    ['POST', `/api/jobs/${nobody}/pause`, undefined, 404, 'JOB_NOT_FOUND'],
    ['GET', '/api/isos/12345', undefined, 404, 'ISO_NOT_FOUND'],
    ['GET', '/api/isos/12345/download', undefined, 404, 'ISO_NOT_FOUND'],
    ['POST', '/api/isos/12345/verify', undefined, 404, 'ISO_NOT_FOUND'],
    ['POST', '/api/isos/12345/restore', undefined, 404, 'ISO_NOT_FOUND'],
    ['DELETE', '/api/isos/12345', undefined, 404, 'ISO_NOT_FOUND'],
    ['GET', '/api/disks/sr99', undefined, 409, 'DRIVE_MISSING'],
    ['POST', '/api/disks/sr99/eject', {}, 409, 'DRIVE_MISSING'],
    ['POST', '/api/disks/sr99/close', undefined, 409, 'DRIVE_MISSING'],
    ['POST', '/api/jobs', { device: 'sr99' }, 409, 'DRIVE_MISSING'],
    ['DELETE', '/api/image-drives/none', undefined, 404, 'NOT_FOUND'],
    ['DELETE', '/api/downloads/none', undefined, 404, 'NOT_FOUND'],
    ['GET', `/events/jobs/${nobody}`, undefined, 404, 'JOB_NOT_FOUND'],
    ['GET', '/api/system/folders?path=/etc', undefined, 403, 'PATH_NOT_ALLOWED'],
    ['POST', '/api/image-drives', { id: 'x', path: '/etc/passwd' }, 403, 'PATH_NOT_ALLOWED'],
    ['POST', '/api/jobs', { device: 'a', outputPath: '/etc/cron.d' }, 403, 'PATH_NOT_ALLOWED'],
    ['POST', '/api/jobs', '{"device":', 400, 'BAD_REQUEST'],
    ['POST', '/api/jobs', '', 400, 'BAD_REQUEST'],
    ['GET', '/api/%zz', undefined, 400, 'BAD_REQUEST'],
  ] as const)('%s %s with %j: %i %s', async (method, path, body, status, code) => {
    const headers = typeof body === 'string' ? json : {};
    const answer = await lab.call(method, path, body, headers);
    expect([answer.status, answer.json?.code], answer.text).toEqual([status, code]);
    expect(answer.json.hint.length).toBeGreaterThan(10);
  });

  it.each([
    ['POST', '/api/jobs', {}, ['device']],
    ['POST', '/api/jobs', { device: 5 }, ['device']],
    ['POST', '/api/jobs', { device: 'a', mode: 'quick', retries: '3', zzz: 1 }, ['mode', 'retries', 'zzz']],
    [
      'POST',
      '/api/jobs',
      { device: 'a', retries: null, blockSize: 0, priority: 101 },
      ['blockSize', 'priority', 'retries'],
    ],
    ['POST', '/api/jobs', { device: 'a', filename: '../../etc/passwd' }, ['filename']],
    ['POST', '/api/jobs', { device: 'a', excluded: [{ firstLba: -1, lastLba: 2 }] }, ['excluded.0.firstLba']],
    ['POST', '/api/jobs', [1, 2], ['body']],
    ['POST', '/api/jobs/bulk', { action: 'explode', uuids: ['x'] }, ['action', 'uuids.0']],
    ['POST', '/api/jobs/bulk', { action: 'pause', uuids: [] }, ['uuids']],
    ['GET', '/api/jobs?limit=0&sort=size&foo=1', undefined, ['foo', 'limit', 'sort']],
    ['GET', '/api/jobs?limit=abc', undefined, ['limit']],
    ['GET', '/api/jobs?status=running&status=asleep', undefined, ['status.1']],
    ['GET', '/api/jobs?cursor=bm9uc2Vuc2U', undefined, ['cursor']],
    ['GET', '/api/jobs?from=yesterday', undefined, ['from']],
    ['GET', '/api/jobs/17', undefined, ['uuid']],
    ['GET', '/api/isos?minSize=-1', undefined, ['minSize']],
    ['GET', '/api/isos/abc', undefined, ['id']],
    ['GET', '/events/system?jobs=one,two', undefined, ['jobs']],
    ['POST', '/api/image-drives', { id: 'Shelf One' }, ['id']],
    ['PUT', '/api/system/config', { general: { maxConcurrentJobs: 0 } }, ['general.maxConcurrentJobs']],
    [
      'PUT',
      '/api/system/config',
      { general: { nonsense: 1 }, downloads: { rateKBps: 'fast' } },
      ['downloads.rateKBps', 'general.nonsense'],
    ],
    ['PUT', '/api/system/config', { nonsense: {} }, ['nonsense']],
    ['PUT', '/api/system/config', { general: { outputPath: '/etc' } }, ['general.outputPath']],
    ['PUT', '/api/system/config', { general: { tempPath: '/' } }, ['general.tempPath']],
  ] as const)('names the fields: %s %s with %j', async (method, path, body, fields) => {
    const answer = await lab.call(method, path, body);
    expect([answer.status, answer.json?.code], answer.text).toEqual([422, 'INVALID_INPUT']);
    const named = answer.json.errors.map(({ field }: { field: string }) => field).sort();
    expect([...new Set(named)]).toEqual(fields);
    for (const { message } of answer.json.errors) expect(message).toMatch(/\w.*[.)]$/);
    expect((await lab.get('/api/jobs')).json.total).toBe(0);
  });

  it('is for bodies that are too large, or no JSON', async () => {
    const large = await lab.call('POST', '/api/jobs', { device: 'x'.repeat(300_000) });
    expect(large.json).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
    const form = await lab.call('POST', '/api/jobs', 'device=a', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(form.json).toMatchObject({ status: 415, code: 'MEDIA_TYPE_REFUSED' });
  });

  it('is for what other web sites send, and for names that are not ours', async () => {
    const foreign = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of foreign) {
      const answer = await lab.call('POST', '/api/jobs', { device: 'a' }, headers);
      expect(answer.json).toMatchObject({ status: 403, code: 'ORIGIN_REFUSED' });
    }
    const own = await lab.call(
      'POST',
      '/api/jobs/bulk',
      { action: 'pause', uuids: [nobody] },
      { origin: lab.url },
    );
    expect(own.status).toBe(200);
    const rebound = await raw(
      lab.url,
      'GET /api/jobs HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
    );
    expect(rebound).toContain('ORIGIN_REFUSED');
  });

  it('never tells where it stands, and has the headers of a careful server', async () => {
    const { headers, text } = await lab.get('/api/jobs/17');
    expect(text).not.toContain('node_modules');
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe-inline/);
    expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('limits', () => {
  it('hold back an address that asks too often, and say when it may again', async () => {
    const answers = await Promise.all(Array.from({ length: 1300 }, () => fetch(`${lab.url}/healthz`)));
    const limited = answers.find(({ status }) => status === 429);
    expect(limited?.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await limited?.json()).toMatchObject({ code: 'RATE_LIMITED' });
    expect((await fetch(`${lab.url}/nothing`)).status).toBe(429);
  });
});

/** Sends words that fetch would not. */
function raw(url: string, words: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname, () =>
      socket.write(words),
    );
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}
