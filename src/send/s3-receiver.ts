import { randomUUID } from 'node:crypto';
import type { S3Setup, SentFile } from '#model/index.ts';
import { refused } from './errors.ts';
import type { Receiver, Shipment } from './receiver.ts';
import { type Patience, S3Client } from './s3-client.ts';
import { abortUpload, sendFile } from './s3-file.ts';

/** A bucket. */
export function createS3Receiver(setup: S3Setup, secret: string, patience: Patience): Receiver {
  const client = new S3Client(setup, secret, patience);
  const keyOf = (place: string, name: string) => `${setup.prefix}${place}/${name}`;
  return {
    requireThere: async (signal) => {
      const answer = await client.ask({ method: 'HEAD', key: '', signal });
      if (answer.status >= 300) throw client.refusal(answer, '');
    },
    try: async (signal) => {
      const key = `${setup.prefix}disk2iso-test-${randomUUID()}`;
      const body = Buffer.from('disk2iso was here to see whether it can write.\n');
      await client.need({ method: 'PUT', key, body, signal });
      const read: Uint8Array[] = [];
      for await (const piece of client.read(key, signal)) read.push(piece);
      const isSame = Buffer.concat(read).equals(body);
      await client.need({ method: 'DELETE', key, signal });
      if (!isSame) throw refused(client.nameOf(key), 'what was written came back otherwise');
      return `Wrote, read back and removed ${client.nameOf(key)}.`;
    },
    send: async (shipment, before, { signal, onProgress, onFile, onLog }) => {
      const bytesTotal = shipment.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      const files: SentFile[] = [];
      let doneBytes = 0;
      for (const file of shipment.files) {
        const tell = (bytes: number) => onProgress({ bytesDone: doneBytes + bytes, bytesTotal });
        files.push(
          await sendFile({
            ...{ client, file, key: keyOf(shipment.place, file.name), metadata: metadataOf(shipment) },
            before: before.find(({ name }) => name === file.name) ?? null,
            report: { signal, onFile, onLog, onBytes: tell },
          }),
        );
        doneBytes += file.sizeBytes;
        tell(0);
      }
      return { place: client.nameOf(keyOf(shipment.place, '')), files };
    },
    giveUp: async (place, files, signal) => {
      for (const file of files) {
        if (!file.isVerified) await abortUpload(client, keyOf(place, file.name), file, signal);
      }
    },
  };
}

/** Stands with every object, so that nobody takes what lacks parts of its disc for whole. */
function metadataOf({ isComplete, badBytes }: Shipment): Record<string, string> {
  return {
    'x-amz-meta-disk2iso-complete': isComplete ? 'yes' : 'no',
    'x-amz-meta-disk2iso-bad-bytes': String(badBytes),
  };
}
