import { filesOfSectors, openFileSystem, walkFiles } from '../../src/engine/fs/index.ts';
import { isAppError } from '../../src/model/index.ts';
import type { MemorySource } from './memory-source.ts';

/** What a whole look through an image may cost, whatever is in it. */
export type Budget = { readonly sectors: number; readonly names: number };

/**
 * Opens every view of an image, walks it, reads the beginning of every file and asks for the damage of a few sectors;
 * throws if anything but an expected error comes, if a name could leave a folder, or if it costs more than the budget.
 */
export async function lookThrough(source: MemorySource, budget: Budget): Promise<void> {
  const first = await orExpected(() => openFileSystem(source));
  for (const view of first?.facts.views ?? []) {
    const reader = await orExpected(() => openFileSystem(source, { view }));
    if (reader === null) continue;
    let names = 0;
    for await (const { path, node } of walkFiles({ path: '', node: reader.root })) {
      names += 1;
      if (names > budget.names) throw new Error(`more than ${budget.names} names`);
      if (/\0|(?:^|\/)\.{0,2}(?:\/|$)/.test(path) && path !== '')
        throw new Error(`unsafe path ${JSON.stringify(path)}`);
      if (node === null) continue;
      check(Number.isSafeInteger(node.sizeBytes) && node.sizeBytes >= 0, `size ${node.sizeBytes}`);
      const extents = await orExpected(() => node.extents());
      const sum = (extents ?? []).reduce((total, { lengthBytes }) => total + lengthBytes, 0);
      check(extents === null || sum === node.sizeBytes, `extents of ${sum} bytes for ${node.sizeBytes}`);
      const contents = await orExpected(() => reader.contentsOf(node));
      await orExpected(async () => {
        for await (const piece of contents?.read({ endByte: 5000 }) ?? [])
          check(piece.length > 0, 'empty piece');
      });
      check(source.asked <= budget.sectors, `${source.asked} sectors read`);
    }
    await filesOfSectors(reader, [
      { firstLba: 0, lastLba: 40 },
      { firstLba: 300, lastLba: 310 },
    ]);
    check(reader.problems().length <= 101, 'too many problems');
    check(source.asked <= budget.sectors, `${source.asked} sectors read`);
  }
}

/** `null` for errors that the contract names. */
async function orExpected<Result>(action: () => Promise<Result>): Promise<Result | null> {
  try {
    return await action();
  } catch (error) {
    if (isAppError(error) && error.code !== 'INTERNAL') return null;
    throw error;
  }
}

function check(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(what);
}
