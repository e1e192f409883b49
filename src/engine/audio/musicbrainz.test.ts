import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { Value } from 'typebox/value';
import { afterEach, describe, expect, it } from 'vitest';
import { MusicTags, noMusicText, type Track } from '#model/index.ts';
import { type DiscLayout, lookUpMusicBrainz, type MusicBrainzAnswer } from './index.ts';

/** The disc and release of musicbrainz-server's own tests (t/…/WS/2/JSON/LookupDiscID.pm), with tracks added. */
const discId = 'IeldkVfIh1wep_M8CMuDvA0nQ7Q-';
const releaseId = 'f205627f-b70a-409d-adbe-66289b614e80';
const userAgent = 'disk2iso/0.0.0 ( https://example.org )';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A real server; gives its address. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
}

function layout(types: readonly Track['type'][] = ['audio', 'audio'], firstNumber = 1): DiscLayout {
  const tracks = types.map((type, index) => ({
    number: firstNumber + index,
    session: 1,
    type,
    startLba: index * 1000,
    sectorCount: 1000,
    control: 0,
  }));
  return { tracks, leadOutLba: types.length * 1000 };
}

const ask = (baseUrl: string, options: { signal?: AbortSignal; timeoutMs?: number } = {}, disc = layout()) =>
  lookUpMusicBrainz(discId, disc, { baseUrl, userAgent, ...options });

/** What a server that says this leads to. */
const answerTo = async (body: unknown, disc = layout()) =>
  ask(await serve((_, response) => response.end(JSON.stringify(body))), {}, disc);

const credit = (name: string, joinphrase = '') => ({ name, joinphrase, artist: { id: 'x', name } });
const track = (position: number, title: string, artists: readonly unknown[] = []) => ({
  id: 'a'.repeat(36),
  number: `${position}`,
  position,
  length: 1000,
  title,
  'artist-credit': artists,
  recording: { id: 'b'.repeat(36), title: `${title} (recording)`, 'artist-credit': [credit('Recorder')] },
});
const medium = (tracks: readonly unknown[], discs = [discId]) => ({
  position: 1,
  title: '',
  format: 'CD',
  'track-count': tracks.length,
  discs: discs.map((id) => ({ id, sectors: 189_343, 'offset-count': 9, offsets: [150] })),
  tracks,
});
const release = {
  id: releaseId,
  title: 'Aerial',
  quality: 'normal',
  date: '2007',
  country: null,
  barcode: null,
  disambiguation: '',
  'artist-credit': [credit('Kate Bush')],
  media: [medium([track(1, 'Prelude'), track(2, 'Prologue')])],
};

function found(answer: MusicBrainzAnswer): Extract<MusicBrainzAnswer, { type: 'found' }> {
  if (answer.type !== 'found') throw new Error(`Not found but ${JSON.stringify(answer)}`);
  for (const tags of answer.candidates) expect(Value.Errors(MusicTags, tags)).toEqual([]);
  return answer;
}
function reasonOf(answer: MusicBrainzAnswer): string {
  if (answer.type !== 'unavailable') throw new Error(`Not unavailable but ${answer.type}`);
  expect(answer.reason).toMatch(/\.$/);
  return answer.reason;
}

describe('lookUpMusicBrainz', () => {
  it('asks as the documentation wants it', async () => {
    let request: IncomingMessage | null = null;
    const base = await serve((incoming, response) => {
      request = incoming;
      response.end(JSON.stringify({ id: discId, releases: [release] }));
    });
    expect((await ask(`${base}/mirror/`)).type).toBe('found');
    expect(request).toMatchObject({
      method: 'GET',
      url: `/mirror/ws/2/discid/${discId}?inc=recordings+artist-credits&cdstubs=no&fmt=json`,
      headers: { 'user-agent': userAgent, accept: 'application/json' },
    });
  });

  it('gives a candidate and a line to choose by for each release', async () => {
    const second = {
      ...release,
      id: releaseId.replace('f', 'A'),
      date: '2005-11-07',
      country: 'GB',
      barcode: '094634396028',
      'artist-credit': [credit('Kate', ' & '), credit('Bush')],
      media: [medium([track(1, 'Prelude', [credit('Guest')]), track(2, 'Prologue')])],
    };
    const { candidates, labels } = found(await answerTo({ releases: [release, second] }));
    expect(labels).toEqual([
      'Kate Bush: Aerial (2007)',
      'Kate & Bush: Aerial (2005-11-07, GB, 094634396028)',
    ]);
    expect(candidates[0]).toEqual({
      source: 'musicbrainz',
      releaseId,
      disc: { ...noMusicText, title: 'Aerial', performer: 'Kate Bush', date: '2007' },
      tracks: [
        { number: 1, text: { ...noMusicText, title: 'Prelude', performer: 'Recorder' } },
        { number: 2, text: { ...noMusicText, title: 'Prologue', performer: 'Recorder' } },
      ],
    });
    expect(candidates[1]).toMatchObject({
      releaseId: releaseId.replace('f', 'a'),
      disc: { performer: 'Kate & Bush', date: '2005-11-07' },
      tracks: [{ text: { performer: 'Guest' } }, { text: { performer: 'Recorder' } }],
    });
  });

  it('takes the medium of a release that is this disc', async () => {
    const honey = { ...medium([track(1, 'Sky 1'), track(2, 'Sky 2')]), position: 2, title: 'A Sky of Honey' };
    const sea = medium([track(1, 'Sea 1'), track(2, 'Sea 2')], ['another disc']);
    const { candidates, labels } = found(await answerTo({ releases: [{ ...release, media: [sea, honey] }] }));
    expect(candidates.map(({ tracks }) => tracks.map(({ text }) => text.title))).toEqual([
      ['Sky 1', 'Sky 2'],
    ]);
    expect(labels).toEqual(['Kate Bush: Aerial (2007, disc 2 of 2: A Sky of Honey)']);
  });

  it('names audio tracks only, where data comes first and where numbers begin late', async () => {
    const media = [medium([track(1, 'data'), track(2, 'music'), track(3, 'no such track')])];
    const numbers = async (disc: DiscLayout) =>
      found(await answerTo({ releases: [{ ...release, media }] }, disc)).candidates[0]?.tracks.map(
        ({ number, text }) => [number, text.title],
      );
    expect(await numbers(layout(['data', 'audio']))).toEqual([[2, 'music']]);
    expect(await numbers(layout(['audio', 'audio'], 5))).toEqual([
      [5, 'data'],
      [6, 'music'],
    ]);
    expect(await numbers(layout(['audio', 'audio', 'audio', 'audio']))).toHaveLength(3);
  });

  it('makes do with what a release lacks', async () => {
    const bare = { id: releaseId, title: null, media: [{ discs: [{ id: discId }], tracks: null }] };
    const { candidates, labels } = found(await answerTo({ releases: [bare] }));
    expect(candidates).toEqual([{ source: 'musicbrainz', releaseId, disc: noMusicText, tracks: [] }]);
    expect(labels).toEqual([releaseId]);
  });

  it('tidies hostile texts and passes over impossible dates', async () => {
    const media = [medium([track(1, ` a\u001b[2J\nb${'x'.repeat(600)}`), track(2, '\ud800')])];
    const answer = await answerTo({ releases: [{ ...release, title: 'A\u0007l', date: '2007-99', media }] });
    const { candidates, labels } = found(answer);
    expect(candidates[0]?.tracks[0]?.text.title).toHaveLength(500);
    expect(candidates[0]?.tracks[0]?.text.title).toMatch(/^a \[2J bx+$/);
    expect(candidates[0]?.tracks[1]?.text.title).toBe('\ufffd');
    expect(candidates[0]?.disc).toMatchObject({ title: 'A l', date: null });
    expect(labels).toEqual(['Kate Bush: A l']);
  });

  it('offers a hundred releases at most', async () => {
    expect(found(await answerTo({ releases: Array(300).fill(release) })).candidates).toHaveLength(100);
  });

  it('does not know a disc that the server does not know', async () => {
    const base = await serve((_, response) => response.writeHead(404).end('{"error":"Not Found"}'));
    expect(await ask(base)).toEqual({ type: 'unknown' });
    const other = { ...release, media: [medium([], ['another disc'])] };
    expect(await answerTo({ releases: [other] })).toEqual({ type: 'unknown' });
    expect(await answerTo({ releases: [] })).toEqual({ type: 'unknown' });
  });

  it('says that the server is too busy, or broken', async () => {
    const statusAnswer = async (status: number) =>
      reasonOf(await ask(await serve((_, response) => response.writeHead(status).end('no'))));
    expect(await statusAnswer(503)).toMatch(/503; it is busy or was asked too often/);
    expect(await statusAnswer(429)).toMatch(/Try again/);
    expect(await statusAnswer(500)).toMatch(/HTTP status 500\.$/);
    expect(await statusAnswer(204)).toMatch(/HTTP status 204/);
    expect(await statusAnswer(302)).toMatch(/HTTP status 302/);
  });

  it.each([
    ['no JSON', '<html>'],
    ['nothing', ''],
    ['a CD stub', JSON.stringify({ id: discId, title: 'x', tracks: [] })],
    ['a release without an MBID', JSON.stringify({ releases: [{ ...release, id: '../..' }] })],
    ['tracks that are none', JSON.stringify({ releases: [{ ...release, media: [medium([1])] }] })],
    ['a hundred thousand brackets', '['.repeat(100_000)],
  ])('does not use %s', async (_what, body) => {
    const base = await serve((_, response) => response.end(body));
    expect(reasonOf(await ask(base))).toMatch(/form that is not known/);
  });

  it('stops waiting for a server that hangs, before its answer and within', async () => {
    const silent = await serve(() => undefined);
    expect(reasonOf(await ask(silent, { timeoutMs: 50 }))).toMatch(/did not answer within 0.05 seconds/);
    const stuck = await serve((_, response) => void response.write('{"releases":'));
    expect(reasonOf(await ask(stuck, { timeoutMs: 200 }))).toMatch(/did not answer within 0.2 seconds/);
  });

  it('does not read an endless answer, packed or not', async () => {
    let isClosed = false;
    const endless = await serve((_, response) => {
      response.on('close', () => {
        isClosed = true;
      });
      const more = () => {
        while (!response.destroyed && response.write(' '.repeat(64 * 1024)));
      };
      response.on('drain', more);
      more();
    });
    expect(reasonOf(await ask(endless))).toMatch(/more than 4194304 bytes/);
    await expect.poll(() => isClosed).toBe(true);
    const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024, ' '));
    const packed = await serve((_, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb),
    );
    expect(reasonOf(await ask(packed))).toMatch(/more than 4194304 bytes/);
  });

  it('goes where the same server points, and nowhere else', async () => {
    const moved = await serve(({ url }, response) =>
      url === '/there'
        ? response.end(JSON.stringify({ releases: [release] }))
        : response.writeHead(301, { Location: '/there' }).end(),
    );
    expect((await ask(moved)).type).toBe('found');

    let asked = 0;
    const elsewhere = await serve((_, response) => {
      asked += 1;
      response.end(JSON.stringify({ releases: [release] }));
    });
    for (const location of [elsewhere, 'file:///etc/passwd', 'http://[', '//example.org/']) {
      const base = await serve((_, response) => response.writeHead(302, { Location: location }).end());
      expect(reasonOf(await ask(base))).toMatch(/another server/);
    }
    expect(asked).toBe(0);

    const round = await serve((_, response) => response.writeHead(307, { Location: '/round' }).end());
    expect(reasonOf(await ask(round))).toMatch(/without an end/);
  });

  it('says that there is no server, or no address of one', async () => {
    const base = await serve((_, response) => response.end());
    const [server] = servers;
    await new Promise((resolve) => server?.close(resolve));
    expect(reasonOf(await ask(base))).toMatch(/could not be reached \(ECONNREFUSED\)/);
    for (const address of ['', 'musicbrainz', 'file:///etc/passwd', 'data:,{}']) {
      expect(reasonOf(await ask(address))).toMatch(/address of the MusicBrainz server/);
    }
    const cut = await serve((_, response) => response.destroy());
    expect(reasonOf(await ask(cut))).toMatch(/could not be reached/);
    const badName = lookUpMusicBrainz(discId, layout(), { baseUrl: cut, userAgent: 'a\nb' });
    expect(reasonOf(await badName)).toMatch(/could not be reached/);
  });

  it('throws the reason of an abort, before and meanwhile', async () => {
    const reason = new Error('enough');
    const base = await serve(() => abort.abort(reason));
    const abort = new AbortController();
    await expect(ask(base, { signal: abort.signal, timeoutMs: 600_000 })).rejects.toBe(reason);
    await expect(ask(base, { signal: abort.signal, timeoutMs: 600_000 })).rejects.toBe(reason);
  });
});
