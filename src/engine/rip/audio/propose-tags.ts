import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, type CdFacts, type Disc, isAppError, type MusicTags, noMusicText } from '#model/index.ts';
import { factsOfSheet, identifyDisc } from '../../disc/index.ts';
import { acquireDriveLock, type Drive } from '../../drive/index.ts';
import { cdFactsFromTracks } from '../../sheet/index.ts';
import type { RipContext, RipRequest } from '../rip-contract.ts';
import { askSessions, chooseTags } from './cd-stage.ts';

/** What is known of the music on a disc before it is read, for a person to correct. */
export type TagProposal = { readonly disc: Disc; readonly facts: CdFacts; readonly tags: MusicTags };

/**
 * What the disc in a drive, or MusicBrainz, would have written into the music files. Every audio track is in `tags`, if
 * only with its number. Holds the drive's lock meanwhile.
 * Errors: those of `identifyDisc`; `DRIVE_BUSY`; `UNSUPPORTED_DISC` if there is no audio on the disc.
 */
export async function proposeTags(
  drive: Drive,
  musicBrainz: RipRequest['musicBrainz'],
  { signal, onEvent }: RipContext,
): Promise<TagProposal> {
  const { path } = await drive.medium();
  const lock = await acquireDriveLock(path);
  const folder = await mkdtemp(join(tmpdir(), 'disk2iso-tags-'));
  try {
    const medium = await drive.medium();
    const inheritedFds = [lock.fd];
    const disc = await identifyDisc(medium, { signal, inheritedFds });
    const audio = disc.tracks.filter(({ type }) => type === 'audio');
    if (audio.length === 0) {
      throw new AppError('UNSUPPORTED_DISC', 'There are no audio tracks on this disc: it needs no titles.', {
        details: { kind: disc.kind },
      });
    }
    const asking = { folder, signal, inheritedFds, onToolRun: () => undefined };
    const facts = medium.isSheet
      ? await factsOfSheet(medium.path)
      : await askSessions(medium, disc, asking).catch((error: unknown) => {
          if (isAppError(error, 'TOOL_MISSING')) return cdFactsFromTracks(disc.tracks);
          throw error;
        });
    const tags = await chooseTags({ tags: null, musicBrainz }, { facts, disc }, { signal, onEvent });
    return { disc, facts, tags: withAllTracks(tags, audio) };
  } finally {
    await rm(folder, { recursive: true, force: true });
    await lock.release();
  }
}

function withAllTracks(tags: MusicTags, audio: Disc['tracks']): MusicTags {
  const tracks = audio.map(
    ({ number }) => tags.tracks.find((track) => track.number === number) ?? { number, text: noMusicText },
  );
  return { ...tags, tracks };
}
