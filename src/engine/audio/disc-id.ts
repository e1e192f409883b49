import { createHash } from 'node:crypto';
import { type DiscLayout, hex32 } from './cd-audio.ts';

/** Sectors between MSF 00:00:00, where these identifiers count from, and LBA 0. */
const MSF_OFFSET_SECTORS = 150;
const SECTORS_PER_SECOND = 75;

/** Lead-out, lead-in and pre-gap between an audio session and the data session after it: 2:32 (libdiscid, src/toc.c). */
const SESSION_GAP_SECTORS = (90 + 60 + 2) * SECTORS_PER_SECOND;

/** Slots of the table that MusicBrainz hashes: the lead-out, then tracks 1 to 99. */
const MUSICBRAINZ_SLOTS = 100;

/**
 * freedb (CDDB) id of a disc, eight hexadecimal digits; data tracks count like all others. `null` without tracks.
 * Not unique: many discs share one. Source: CDDB HOWTO 1.27, appendix A.
 */
export function freedbId(layout: DiscLayout): string | null {
  const [first] = layout.tracks;
  if (first === undefined) return null;
  const secondsAt = (lba: number) => Math.floor((lba + MSF_OFFSET_SECTORS) / SECTORS_PER_SECOND);
  let digitSum = 0;
  for (const { startLba } of layout.tracks) {
    for (const digit of String(secondsAt(startLba))) digitSum += Number(digit);
  }
  const lengthSeconds = secondsAt(layout.leadOutLba) - secondsAt(first.startLba);
  return hex32(((digitSum % 255) << 24) | (lengthSeconds << 8) | layout.tracks.length);
}

/**
 * MusicBrainz disc id, 28 characters. `null` without an audio track.
 * Source: musicbrainz.org/doc/Disc_ID_Calculation; which tracks count follows libdiscid (src/toc.c): data tracks before
 * the last audio track do, those after it do not, and the audio then ends where its session must have ended.
 */
export function musicBrainzDiscId(layout: DiscLayout): string | null {
  const toc = musicBrainzToc(layout);
  if (toc === null) return null;
  const slots = Array.from({ length: MUSICBRAINZ_SLOTS }, () => 0);
  slots[0] = toc.leadOutLba + MSF_OFFSET_SECTORS;
  for (const track of toc.tracks) slots[track.number] = Math.max(0, track.startLba) + MSF_OFFSET_SECTORS;
  const numbers = [toc.tracks[0]?.number ?? 0, toc.tracks.at(-1)?.number ?? 0];
  const hexOf = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
  return hashToId(
    [...numbers.map((value) => hexOf(value, 2)), ...slots.map((value) => hexOf(value, 8))].join(''),
  );
}

/** What MusicBrainz takes a disc for: tracks up to the last audio track, and where the audio ends. */
function musicBrainzToc({ tracks, leadOutLba }: DiscLayout): DiscLayout | null {
  let last = tracks.findLastIndex((track) => track.type === 'audio');
  const endOf = (index: number) => {
    const next = tracks[index + 1];
    return next === undefined ? leadOutLba : next.startLba - SESSION_GAP_SECTORS;
  };
  // Some copy protections add a track that begins after its own end; libdiscid passes over it.
  while (last > 0 && endOf(last) < (tracks[last]?.startLba ?? 0)) last -= 1;
  return last < 0 ? null : { tracks: tracks.slice(0, last + 1), leadOutLba: endOf(last) };
}

/** SHA-1 of a text in base64 with `.`, `_` and `-` for `+`, `/` and `=`: the form of MusicBrainz and CTDB ids. */
export function hashToId(text: string): string {
  const base64 = createHash('sha1').update(text, 'ascii').digest('base64');
  return base64.replaceAll('+', '.').replaceAll('/', '_').replaceAll('=', '-');
}
