import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { type MusicTags, noMusicText, nullable } from '#model/index.ts';
import { audioTracksOf, type DiscLayout } from './cd-audio.ts';
import { cleanDate, cleanText, mbidPattern } from './music-tags.ts';

/**
 * What MusicBrainz says of a disc. `found`: tags for each release that has this disc, best-known order of the server,
 * and a line for each to choose by · `unknown`: it does not know the disc · `unavailable`: nobody knows, since there was
 * no answer that could be used; `reason` is a sentence.
 */
export type MusicBrainzAnswer =
  | { readonly type: 'found'; readonly candidates: readonly MusicTags[]; readonly labels: readonly string[] }
  | { readonly type: 'unknown' }
  | { readonly type: 'unavailable'; readonly reason: string };

/** Popular discs have some dozens of releases; a person cannot choose among more. */
const mostCandidates = 100;

const maybe = <T extends Parameters<typeof nullable>[0]>(schema: T) => Type.Optional(nullable(schema));
const line = maybe(Type.String());
const Credits = maybe(Type.Array(Type.Object({ name: Type.String(), joinphrase: line })));
const MediumTrack = Type.Object({
  position: Type.Integer(),
  title: line,
  'artist-credit': Credits,
  recording: maybe(Type.Object({ title: line, 'artist-credit': Credits })),
});
const Medium = Type.Object({
  position: maybe(Type.Integer()),
  title: line,
  discs: maybe(Type.Array(Type.Object({ id: Type.String() }))),
  tracks: maybe(Type.Array(MediumTrack)),
});
const Release = Type.Object({
  id: Type.String({ pattern: mbidPattern }),
  title: line,
  date: line,
  country: line,
  barcode: line,
  'artist-credit': Credits,
  media: maybe(Type.Array(Medium)),
});
/** The parts of the answer that are used; as musicbrainz-server's tests have it (t/…/WS/2/JSON/LookupDiscID.pm). */
const DiscAnswer = Type.Object({ releases: Type.Array(Release) });

/**
 * Reads the answer for a disc; `null` if it is not JSON or not of the form that is known. Texts are made tidy. Tracks that
 * the disc does not have are left out.
 */
export function readMusicBrainzAnswer(
  text: string,
  discId: string,
  layout: DiscLayout,
): MusicBrainzAnswer | null {
  const value = jsonOf(text);
  if (!Check(DiscAnswer, value)) return null;
  const found = value.releases
    .flatMap((release) =>
      (release.media ?? [])
        .filter((medium) => medium.discs?.some(({ id }) => id === discId))
        .map((medium) => ({ release, medium })),
    )
    .slice(0, mostCandidates);
  if (found.length === 0) return { type: 'unknown' };
  return {
    type: 'found',
    candidates: found.map(({ release, medium }) => tagsOf(release, medium, layout)),
    labels: found.map(({ release, medium }) => labelOf(release, medium)),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // No schema takes that.
  }
}

/** The tracks of a medium are counted from 1, data tracks before the music included; those of a disc may begin later. */
function tagsOf(
  release: Static<typeof Release>,
  medium: Static<typeof Medium>,
  layout: DiscLayout,
): MusicTags {
  const firstNumber = layout.tracks[0]?.number ?? 1;
  const tracks = audioTracksOf(layout).flatMap(({ number }) => {
    const track = medium.tracks?.find(({ position }) => position === number - firstNumber + 1);
    if (track === undefined) return [];
    const title = cleanText(track.title) ?? cleanText(track.recording?.title);
    const performer = creditOf(track['artist-credit']) ?? creditOf(track.recording?.['artist-credit']);
    return [{ number, text: { ...noMusicText, title, performer } }];
  });
  const disc = {
    ...noMusicText,
    title: cleanText(release.title),
    performer: creditOf(release['artist-credit']),
    date: cleanDate(release.date),
  };
  return { source: 'musicbrainz', releaseId: release.id.toLowerCase(), disc, tracks };
}

/** For example `Kate Bush: Aerial (2007, GB, disc 2 of 2: A Sky of Honey, 094634396028)`. */
function labelOf(release: Static<typeof Release>, medium: Static<typeof Medium>): string {
  const mediumCount = release.media?.length ?? 1;
  const mediumTitle = cleanText(medium.title);
  const disc = mediumCount > 1 ? `disc ${medium.position ?? '?'} of ${mediumCount}` : null;
  const details = [
    cleanDate(release.date),
    cleanText(release.country),
    [disc, mediumTitle].filter((part) => part !== null).join(': '),
    cleanText(release.barcode),
  ].filter((part) => part !== null && part !== '');
  const name = [creditOf(release['artist-credit']), cleanText(release.title)]
    .filter((part) => part !== null)
    .join(': ');
  const known = details.length === 0 ? '' : ` (${details.join(', ')})`;
  return `${name === '' ? release.id : name}${known}`;
}

/** Artists as the release names them, `Simon & Garfunkel` out of three parts. */
function creditOf(credits: Static<typeof Credits> | undefined): string | null {
  return cleanText((credits ?? []).map(({ name, joinphrase }) => `${name}${joinphrase ?? ''}`).join(''));
}
