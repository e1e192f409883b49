import { createHash } from 'node:crypto';
import type { ImageFile } from '../../src/engine/index.ts';
import { Random } from '../support/random.ts';

/** Contents of an image of several files; frames enough that a kill finds it at work. */
export const contents: Readonly<Record<string, Buffer>> = {
  'disc.cue': Buffer.from('FILE "disc.bin" BINARY\n'),
  'disc.iso': Buffer.concat([new Random(1).bytes(5_000_000), Buffer.alloc(3_000_000)]),
  'disc.bin': Buffer.concat([Buffer.alloc(2_500_000, 'x'), new Random(2).bytes(2_000_000)]),
};

/** Its files, with what is recorded of them. */
export function filesIn(): readonly ImageFile[] {
  return Object.entries(contents).map(([name, content]) => ({
    name,
    role: name.endsWith('.cue') ? 'sheet' : 'image',
    checksums: { sha256: createHash('sha256').update(content).digest('hex') },
  }));
}
