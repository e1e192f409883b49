/** Trees of images that somebody else has made, or that a catalogue is to be made of again. */
export { noteEnding } from '../image/file-sort.ts';
export { notePath } from './iso-note.ts';
export { type ScanProgress, scanImages } from './scan-images.ts';
export { stemOf } from './stem.ts';
