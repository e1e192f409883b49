import { type CdFacts, type Disc, isAppError, type MusicTags } from '#model/index.ts';
import packageJson from '../../../../package.json' with { type: 'json' };
import { lookUpMusicBrainz, musicBrainzDiscId, tagsFromFacts } from '../../audio/index.ts';
import { factsOfSheet } from '../../disc/index.ts';
import type { Medium } from '../../drive/index.ts';
import { readSessionToc } from '../../read/index.ts';
import { cdFactsFromTracks, cdFactsOf, type DiscSheet, joinSessions } from '../../sheet/index.ts';
import { leadOutLba } from '../job/job-size.ts';
import type { RipRequest } from '../rip-contract.ts';
import { log, type Run, whileTelling } from '../run-context.ts';

/**
 * Asks an audio CD what it says of itself (CD-TEXT, catalogue number, ISRC, pre-gaps), and where asked for MusicBrainz,
 * and keeps that in the job. Whatever cannot be had is left out; nothing here stops a reading.
 * Errors: the signal's reason; `DRIVE_HUNG`.
 */
export async function runCdStage(run: Run): Promise<void> {
  const { job, request } = run;
  if (job.state.facts === null) {
    const facts = await whileTelling(run, 'preparing', () => factsOfDisc(run));
    await job.update({ facts });
  }
  const facts = job.state.facts ?? cdFactsFromTracks(job.state.disc.tracks);
  if (job.state.tags === null) {
    const tags = await chooseTags(request, { facts, disc: job.state.disc }, run);
    await job.update({ tags });
  }
  run.onEvent({ type: 'cd', facts, tags: job.state.tags ?? tagsFromFacts(facts) });
}

async function factsOfDisc(run: Run): Promise<CdFacts> {
  const { medium, job, folder, signal, inheritedFds, tools } = run;
  const { disc } = job.state;
  if (medium.isSheet) return factsOfSheet(medium.path);
  try {
    await tools.learn('cdrdao');
  } catch (error) {
    if (!isAppError(error, 'TOOL_MISSING')) throw error;
    log(run, 'warning', 'cdrdao is not installed: titles, ISRC and pre-gaps on the disc are not looked for.');
    return cdFactsFromTracks(disc.tracks);
  }
  await folder.makeParts();
  return askSessions(medium, disc, {
    folder: folder.parts,
    signal,
    inheritedFds,
    onToolRun: tools.record,
  });
}

/** How `readSessionToc` is called, but for the session. */
type Asking = Omit<Parameters<typeof readSessionToc>[1], 'session'>;

/** What cdrdao finds in the sessions that hold audio, put into the disc's own table of contents. */
export async function askSessions(medium: Medium, disc: Disc, asking: Asking): Promise<CdFacts> {
  const own = cdFactsFromTracks(disc.tracks);
  const audio = disc.tracks.filter(({ type }) => type === 'audio');
  const sheets: DiscSheet[] = [];
  const found: CdFacts['tracks'] = [];
  for (const session of new Set(audio.map((track) => track.session))) {
    const sheet = await readSessionToc(medium.path, { ...asking, session });
    const ofSession = disc.tracks.filter((track) => track.session === session);
    // Another number of tracks than the table of contents has: it cannot be told which is which.
    if (sheet === null || sheet.tracks.length !== ofSession.length) continue;
    sheets.push(sheet);
    for (const [index, facts] of cdFactsOf(sheet).tracks.entries()) {
      found.push({ ...facts, number: ofSession[index]?.number ?? facts.number, session });
    }
  }
  if (sheets.length === 0) return own;
  const { catalog, text } = cdFactsOf(joinSessions(sheets));
  const tracks = own.tracks.map((track) => found.find(({ number }) => number === track.number) ?? track);
  return { catalog, text, tracks };
}

/** Tags by the person, else MusicBrainz if asked, else the disc's own. */
export async function chooseTags(
  request: Pick<RipRequest, 'tags' | 'musicBrainz'>,
  { facts, disc }: { readonly facts: CdFacts; readonly disc: Disc },
  run: Pick<Run, 'onEvent' | 'signal'>,
): Promise<MusicTags> {
  if (request.tags !== null) return request.tags;
  const own = tagsFromFacts(facts);
  if (request.musicBrainz === null) return own;
  const layout = { tracks: disc.tracks, leadOutLba: leadOutLba(disc) };
  const discId = musicBrainzDiscId(layout);
  if (discId === null) return own;
  const { baseUrl, timeoutMs } = request.musicBrainz;
  const answer = await lookUpMusicBrainz(discId, layout, {
    signal: run.signal,
    timeoutMs,
    userAgent: `disk2iso/${packageJson.version}`,
    ...(baseUrl === null ? {} : { baseUrl }),
  });
  if (answer.type === 'unavailable') {
    log(run, 'warning', `MusicBrainz gave no answer (${answer.reason}); the disc's own titles are used.`);
    return own;
  }
  const [best] = answer.type === 'found' ? answer.candidates : [];
  if (best === undefined) {
    log(run, 'info', `MusicBrainz does not know this disc (${discId}); the disc's own titles are used.`);
    return own;
  }
  if (answer.type === 'found' && answer.candidates.length > 1) {
    const count = answer.candidates.length;
    log(run, 'info', `MusicBrainz knows ${count} releases of this disc; the first one's titles are used.`);
  }
  return best;
}
