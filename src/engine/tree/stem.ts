import { basename, extname } from 'node:path';
import { plainName } from '../zstd/index.ts';

/** What the files of an image share: the name of its main file without its ending, that of a compression included. */
export function stemOf(fileName: string): string {
  const plain = plainName(fileName);
  return basename(plain, extname(plain));
}
