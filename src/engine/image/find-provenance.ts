import { basename, dirname } from 'node:path';
import type { Provenance } from '#model/index.ts';
import { type DescribedFile, describedFiles } from './image-set.ts';
import {
  type ProvenanceReading,
  pathsBeside,
  readProvenance,
  sidecarPaths,
  unlessUnreadable,
} from './sidecars.ts';
import { type Findings, unusableSidecar } from './verify-checks.ts';

/** A provenance and where it is; `source` is its file name. */
export type FoundProvenance = {
  readonly provenance: Provenance;
  readonly path: string;
  readonly source: string;
};

const absent: ProvenanceReading = { type: 'absent' };

/**
 * Finds the provenance that describes a file: `name.json` or `name.iso.json`, else, as files of a set have other names,
 * any in the same folder that lists it. Errors: `PERMISSION_DENIED`, `FILE_READ_FAILED`.
 */
export async function findProvenance(filePath: string, findings: Findings): Promise<FoundProvenance | null> {
  const own = sidecarPaths(filePath, '.json');
  for (const path of own) {
    const found = await readOwn(path, filePath, findings);
    if (found !== null) return found;
  }
  for (const path of await pathsBeside(dirname(filePath), '.json')) {
    if (own.includes(path) || path === filePath) continue;
    const reading = await readProvenance(path).catch((error: unknown) => unlessUnreadable(error, absent));
    if (reading.type === 'provenance' && isListed(reading.provenance, basename(filePath)))
      return { provenance: reading.provenance, path, source: basename(path) };
    // It may be that of the set which this file belongs to.
    if (reading.type === 'invalid' && !reading.isForeign) findings.notes.push(reading.reason);
  }
  return null;
}

async function readOwn(path: string, filePath: string, findings: Findings): Promise<FoundProvenance | null> {
  const reading = await readProvenance(path);
  const fileName = basename(filePath);
  const source = basename(path);
  if (reading.type === 'absent') return null;
  if (reading.type === 'invalid') {
    if (reading.isForeign) findings.notes.push(reading.reason);
    else findings.unusable.push(unusableSidecar(fileName, source, reading.reason));
    return null;
  }
  const { provenance } = reading;
  if (describe(provenance, fileName) !== null) return { provenance, path, source };
  findings.notes.push(`${source} describes an image of several files, and this is none of them.`);
  return null;
}

function isListed(provenance: Provenance, fileName: string): boolean {
  return describedFiles(provenance).some((file) => file.fileName === fileName);
}

/**
 * What a provenance says of a file; `null` if it describes others. An image of one file may have been renamed with its
 * sidecars.
 */
export function describe(provenance: Provenance, fileName: string): DescribedFile | null {
  const files = describedFiles(provenance);
  const [only] = files;
  if (files.length === 1 && only !== undefined) return { ...only, fileName };
  return files.find((file) => file.fileName === fileName) ?? null;
}
