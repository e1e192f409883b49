import type { UdfImageOptions, UdfTree } from './udf-image.ts';

/** A tree with all that UDF can express. */
export const sampleTree: UdfTree = {
  'hello.txt': Buffer.from('hello\n'),
  empty: Buffer.alloc(0),
  'Ünï ☃': { 'snow ☃.txt': Buffer.from('snow'), 'emoji 😀': Buffer.from('😀') },
  deep: { deeper: { deepest: { ['file with a long name '.padEnd(200, 'n')]: Buffer.from('deep') } } },
  large: Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 7) % 251)),
  'exactly two blocks': Buffer.alloc(4096, 'b'),
  link: { link: 'deep/./deeper/../x' },
  absolute: { link: '/etc/passwd' },
  many: Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`file number ${index}`, Buffer.from(`${index}`)]),
  ),
};

/** Every kind of image, by a name. `kernel`: Linux can mount it. */
export const udfSamples: readonly {
  readonly name: string;
  readonly options: UdfImageOptions;
  readonly kernel: boolean;
}[] = [
  ...(
    [
      [0x0102, 'short', false],
      [0x0102, 'long', false],
      [0x0150, 'embedded', false],
      [0x0201, 'short', true],
      [0x0201, 'long', true],
      [0x0201, 'embedded', true],
    ] as const
  ).map(([revision, allocation, isExtendedEntry]) => ({
    name: `physical-${revision.toString(16)}-${allocation}`,
    options: { revision, partition: 'physical', allocation, isExtendedEntry } as const,
    kernel: true,
  })),
  {
    name: 'physical-201-extended',
    options: { revision: 0x0201, partition: 'physical', allocation: 'extended', isExtendedEntry: true },
    kernel: false,
  },
  ...(['short', 'long'] as const).map((allocation) => ({
    name: `pieces-continued-${allocation}`,
    options: {
      revision: 0x0201,
      partition: 'physical',
      allocation,
      isExtendedEntry: true,
      pieceBlocks: 1,
      descriptorsPerBlock: 4,
    } as const,
    kernel: true,
  })),
  ...([0x0150, 0x0201] as const).map((revision) => ({
    name: `sparable-${revision.toString(16)}`,
    options: {
      revision,
      partition: 'sparable',
      allocation: 'short',
      isExtendedEntry: revision > 0x200,
    } as const,
    kernel: true,
  })),
  ...([0x0150, 0x0200, 0x0201, 0x0260] as const).map((revision) => ({
    name: `virtual-${revision.toString(16)}`,
    options: {
      revision,
      partition: 'virtual',
      allocation: 'long',
      isExtendedEntry: revision > 0x200,
    } as const,
    kernel: true,
  })),
  ...([0x0250, 0x0260] as const).flatMap((revision) =>
    (['long', 'embedded'] as const).map((allocation) => ({
      name: `metadata-${revision.toString(16)}-${allocation}`,
      options: { revision, partition: 'metadata', allocation, isExtendedEntry: true } as const,
      kernel: true,
    })),
  ),
  {
    name: 'streams',
    options: {
      revision: 0x0201,
      partition: 'physical',
      allocation: 'embedded',
      isExtendedEntry: true,
      streamNames: ['one', 'two'],
    },
    kernel: true,
  },
  {
    name: 'strategy-4096',
    options: {
      revision: 0x0201,
      partition: 'physical',
      allocation: 'long',
      isExtendedEntry: true,
      strategy: 4096,
    },
    kernel: true,
  },
];
