/** Reading a medium into the files of a working folder: data, audio tracks, whole sessions; tools' output and maps. */

export { copyAudioSectors, differingAudioSectors, fillLostSectors } from './audio-sectors.ts';
export { type AudioProgressFigures, type AudioTrackReading, readAudioTrack } from './audio-track.ts';
export { type Block, BlockMap } from './block-map.ts';
export { type CdSessionReading, findCdSession, readCdSession } from './cd-session.ts';
export { clearSession } from './cd-session-files.ts';
export { readDiskInfo, readSessionToc } from './cdrdao.ts';
export { cellsOfMap } from './cells-of-map.ts';
export type { ReadEvent, ReaderProgress, ReadTask, WorkFiles } from './data-reader.ts';
export { MapKeeper } from './map-keeper.ts';
export { parseMapfile } from './mapfile.ts';
export { RateMeter } from './rate-meter.ts';
export { isCd, planReading, type ReadPlan } from './read-plan.ts';
export { repeat } from './repeat.ts';
export { rescueReader } from './rescue-reader.ts';
export { readAgainAndCompare } from './second-read.ts';
export { standardReader } from './standard-reader.ts';
