import { describe, expect, it } from 'vitest';
import { openFileSystem } from '../../src/engine/fs/index.ts';
import { treeOfReader, treeOfUdf } from '../support/image-tree.ts';
import { MemorySource } from '../support/memory-source.ts';
import { makeUdfImage } from '../support/udf-image.ts';
import { sampleTree, udfSamples } from '../support/udf-samples.ts';

describe('UDF images of every kind of partition and allocation', () => {
  it.each(udfSamples)('$name is read as it was written', async ({ options }) => {
    const reader = await openFileSystem(new MemorySource(makeUdfImage(sampleTree, options)));
    expect(await treeOfReader(reader)).toEqual(treeOfUdf(sampleTree));
    expect(reader.problems()).toEqual([]);
    const node = await reader.stat('hello.txt');
    expect(node.streamCount).toBe(options.streamNames?.length ?? 0);
    expect(node.modifiedAt).toBe('2021-02-03T04:05:06.000Z');
    expect(node.mode).toBe(0o644);
  });
});
