/** Audio CDs: checksums, names that databases know them by, tags, WAVE and FLAC files. Knows nothing of drives. */
export { AccurateRipChecksum, type AccurateRipTrack, accurateRipId } from './accurate-rip.ts';
export { BYTES_PER_SAMPLE, type DiscLayout, hex32, SAMPLES_PER_SECTOR } from './cd-audio.ts';
export { cdIdsOf } from './cd-ids.ts';
export { ctdbTocId } from './ctdb.ts';
export { freedbId, musicBrainzDiscId } from './disc-id.ts';
export { decodeFlac, encodeFlac } from './flac.ts';
export { readFlacStreamInfo } from './flac-stream-info.ts';
export { cleanText, flacTagsFor, parseMusicTags, tagsFromFacts } from './music-tags.ts';
export { lookUpMusicBrainz } from './musicbrainz.ts';
export type { MusicBrainzAnswer } from './musicbrainz-answer.ts';
export { checksumTracks, ctdbDiscCrc, TrackChecksums } from './track-checksums.ts';
export { trackFileName } from './track-file-names.ts';
export { readWavLayout, readWavSamples } from './wav.ts';
export { wavHeader } from './wav-header.ts';
