import { ProblemError, UnreachableError } from '../../api/client.ts';
import type { DatFile, Problem } from '../../api/types.ts';

/** Sends a DAT file; `fetch` would not tell how far it is. `onSent`: the share that is on its way, 0–1. */
export function uploadDat(file: File, onSent: (share: number) => void): Promise<DatFile> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open('POST', '/api/dats');
    sending.setRequestHeader('content-type', 'application/xml');
    sending.upload.addEventListener('progress', ({ loaded, total }) =>
      onSent(total === 0 ? 0 : loaded / total),
    );
    sending.addEventListener('error', () => reject(new UnreachableError(0)));
    sending.addEventListener('load', () => {
      const answer = jsonOf(sending.responseText);
      if (sending.status === 201) resolve(answer as DatFile);
      else if (isProblem(answer)) reject(new ProblemError(answer));
      else reject(new UnreachableError(sending.status));
    });
    sending.send(file);
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // A proxy between answers with a page.
  }
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;
}
