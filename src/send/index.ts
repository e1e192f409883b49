/** Sending the files of a finished image to other storage, compared there. No database, no jobs. */
export { notAsPapersSay } from './errors.ts';
export { readMarker, writeMarker } from './marker.ts';
export { openReceiver, type Way } from './open-receiver.ts';
export type { Receiver, SendReport, Shipment, ShippedFile } from './receiver.ts';
