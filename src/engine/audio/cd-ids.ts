import type { CdIds } from '#model/index.ts';
import { accurateRipId } from './accurate-rip.ts';
import { audioTracksOf, type DiscLayout } from './cd-audio.ts';
import { ctdbTocId } from './ctdb.ts';
import { freedbId, musicBrainzDiscId } from './disc-id.ts';

/** Names of a disc in all databases that we know of. All `null` without an audio track: they know discs of music only. */
export function cdIdsOf(layout: DiscLayout): CdIds {
  const ripId = accurateRipId(layout);
  const hasAudio = audioTracksOf(layout).length > 0;
  return {
    accurateRip:
      ripId &&
      [String(ripId.audioTrackCount).padStart(3, '0'), ripId.id1, ripId.id2, ripId.freedbId].join('-'),
    ctdb: ctdbTocId(layout),
    musicBrainz: musicBrainzDiscId(layout),
    freedb: hasAudio ? freedbId(layout) : null,
  };
}
