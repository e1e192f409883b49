/** Audio CDs: checksums and names that databases know them by, WAVE and FLAC files. Knows nothing of drives. */
export { AccurateRipChecksum, type AccurateRipTrack, accurateRipId } from './accurate-rip.ts';
export { BYTES_PER_SAMPLE, type DiscLayout, hex32, SAMPLES_PER_SECTOR } from './cd-audio.ts';
export { ctdbTocId } from './ctdb.ts';
export { freedbId, musicBrainzDiscId } from './disc-id.ts';
export { decodeFlac, encodeFlac } from './flac.ts';
export { readFlacStreamInfo } from './flac-stream-info.ts';
export { checksumTracks, ctdbDiscCrc, TrackChecksums } from './track-checksums.ts';
export { readWavLayout, readWavSamples } from './wav.ts';
