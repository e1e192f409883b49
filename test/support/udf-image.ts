/**
 * Writes UDF images of every kind of partition and allocation, which the tools of Linux cannot: with a metadata partition
 * (2.50), with a virtual allocation table (1.50 and 2.x), with worn-out packets moved elsewhere. The hardware
 * lab has a Linux kernel mount them and compares (`lab/scenarios/10-written-udf.ts`).
 */
import {
  allocationDescriptor,
  blockBytes,
  charset,
  dString,
  entityId,
  fileEntry,
  fileIdentifier,
  indirectEntry,
  longAd,
  type Place,
  pathComponents,
  sealTag,
  timestamp,
} from './udf-descriptors.ts';

/** What shall be in the image: bytes are files, `link` are symbolic links. */
export type UdfTree = { readonly [name: string]: Buffer | UdfTree | { readonly link: string } };

/** How it shall be written. */
export type UdfImageOptions = {
  /** Binary-coded, such as 0x0250. */
  readonly revision: number;
  readonly partition: 'physical' | 'sparable' | 'virtual' | 'metadata';
  /** Kind of the files' allocation descriptors; short ones only in a physical or sparable partition. */
  readonly allocation: 'short' | 'long' | 'extended' | 'embedded';
  readonly isExtendedEntry: boolean;
  /** Blocks of each piece of a file, with a free block between any two; whole files unless told. */
  readonly pieceBlocks?: number;
  /** Allocation descriptors before the list goes on in another block. */
  readonly descriptorsPerBlock?: number;
  /** 4 unless told. */
  readonly strategy?: 4 | 4096;
  /** Named streams of every file. */
  readonly streamNames?: readonly string[];
};

const sectors = 1400;
const partitionStart = 272;
const partitionBlocks = 1000;
const packetBlocks = 16;
const metadataBlocks = 96;

/** The image as bytes, 2.8 MB. */
export function makeUdfImage(tree: UdfTree, options: UdfImageOptions): Buffer {
  return new UdfWriter(options).write(tree);
}

class UdfWriter {
  readonly #options: UdfImageOptions;
  readonly #image = Buffer.alloc(sectors * blockBytes);
  #nextBlock = 16;
  #nextNode = 0;
  #uniqueId = 16;
  readonly #vat: number[] = [];
  /** Where the metadata file's blocks lie in the partition, in two pieces each for the file and its mirror. */
  readonly #metadata = { main: [320, 416], mirror: [512, 608], pieceBlocks: metadataBlocks / 2 };

  constructor(options: UdfImageOptions) {
    this.#options = options;
  }

  write(tree: UdfTree): Buffer {
    const { revision, partition } = this.#options;
    const fileSet = this.#allocateNode();
    const root = this.#allocateEntry();
    this.#writeDirectory(tree, root, root);
    this.#writeNode(fileSet, this.#fileSet(fileSet, root));
    if (partition === 'metadata') this.#writeMetadataFiles();
    if (partition === 'sparable') this.#wearOut();
    this.#writeVolume(fileSet);
    if (partition === 'virtual') return this.#writeVat(revision);
    return this.#image;
  }

  /** Index in the map of the partition that holds entries and directories. */
  get #nodeMap(): number {
    return this.#options.partition === 'virtual' || this.#options.partition === 'metadata' ? 1 : 0;
  }

  #allocateNode(): Place {
    if (this.#nodeMap === 0) return { block: this.#allocate(1), map: 0 };
    const block = this.#nextNode;
    this.#nextNode += 1;
    if (this.#options.partition === 'virtual') this.#vat.push(this.#allocate(1));
    return { block, map: 1 };
  }

  #allocate(blocks: number): number {
    const block = this.#nextBlock;
    this.#nextBlock += blocks;
    return block;
  }

  #writeNode({ block, map }: Place, bytes: Buffer): void {
    if (this.#options.partition !== 'metadata' || map === 0) {
      this.#writeBlock(map === 0 ? block : (this.#vat[block] ?? 0), bytes);
      return;
    }
    const { main, mirror, pieceBlocks } = this.#metadata;
    for (const pieces of [main, mirror]) {
      this.#writeBlock((pieces[Math.floor(block / pieceBlocks)] ?? 0) + (block % pieceBlocks), bytes);
    }
  }

  #writeBlock(block: number, bytes: Buffer): void {
    this.#writeSector(partitionStart + block, bytes);
  }

  #writeSector(lba: number, bytes: Buffer): void {
    bytes.copy(this.#image, lba * blockBytes);
  }

  #writeDirectory(tree: UdfTree, own: Place, parent: Place): void {
    const { revision } = this.#options;
    const about = { location: own.block, revision };
    const identifiers = [fileIdentifier('', parent, { characteristics: 0b1010, ...about })];
    let folders = 0;
    for (const [name, content] of Object.entries(tree)) {
      const place = this.#allocateEntry();
      const isFolder = !Buffer.isBuffer(content) && !isLink(content);
      if (isFolder) this.#writeDirectory(content, place, own);
      else if (Buffer.isBuffer(content)) this.#writeFile(content, place, 5);
      else this.#writeEntry(pathComponents(content.link), place, { fileType: 12, isEmbedded: true });
      folders += isFolder ? 1 : 0;
      identifiers.push(fileIdentifier(name, place, { characteristics: isFolder ? 0b10 : 0, ...about }));
    }
    const deleted = { characteristics: 0b100, ...about };
    identifiers.push(fileIdentifier('deleted', { block: 0xffff, map: 0 }, deleted));
    const content = Buffer.concat(identifiers);
    this.#writeEntry(content, own, {
      fileType: 4,
      isEmbedded: this.#options.allocation === 'embedded' && content.length <= 1500,
      linkCount: folders + 1,
    });
  }

  /** With strategy 4096 the block behind an entry is for what replaces it. */
  #allocateEntry(): Place {
    const place = this.#allocateNode();
    if (this.#options.strategy === 4096) this.#allocateNode();
    return place;
  }

  #writeFile(content: Buffer, place: Place, fileType: number): void {
    const isEmbedded = this.#options.allocation === 'embedded' && content.length <= 1500;
    const { streamNames } = this.#options;
    const streams = streamNames === undefined ? undefined : this.#writeStreams(streamNames, place);
    this.#writeEntry(content, place, { fileType, isEmbedded, ...(streams === undefined ? {} : { streams }) });
  }

  #writeStreams(names: readonly string[], owner: Place): Place {
    const place = this.#allocateNode();
    const about = { location: place.block, revision: this.#options.revision };
    const identifiers = [fileIdentifier('', owner, { characteristics: 0b1010, ...about })];
    for (const name of names) {
      const stream = this.#allocateNode();
      this.#writeEntry(Buffer.from(`stream ${name}`), stream, { fileType: 5, isEmbedded: true });
      identifiers.push(fileIdentifier(name, stream, { characteristics: 0, ...about }));
    }
    this.#writeEntry(Buffer.concat(identifiers), place, { fileType: 13, isEmbedded: true });
    return place;
  }

  #writeEntry(
    content: Buffer,
    place: Place,
    about: { fileType: number; isEmbedded: boolean; linkCount?: number; streams?: Place },
  ): void {
    const { revision, isExtendedEntry, strategy = 4 } = this.#options;
    const { area, kind } = about.isEmbedded
      ? { area: content, kind: 3 }
      : this.#writeContent(content, about.fileType);
    const isRewritten = strategy === 4096 && about.fileType === 5;
    const own = isRewritten ? this.#writeStaleEntry(place) : place;
    this.#uniqueId += 1;
    const entry = fileEntry({
      fileType: about.fileType,
      sizeBytes: content.length,
      allocationKind: kind,
      area,
      location: own.block,
      revision,
      isExtended: isExtendedEntry,
      strategy,
      linkCount: about.linkCount ?? 1,
      uniqueId: this.#uniqueId,
      ...(about.streams === undefined ? {} : { streams: about.streams }),
    });
    this.#writeNode(own, entry);
  }

  /** What strategy 4096 leaves behind when a file is written again: its old entry, and where the new one is (4/A.5). */
  #writeStaleEntry(place: Place): Place {
    const { revision, isExtendedEntry } = this.#options;
    const next = this.#allocateNode();
    this.#allocateNode();
    const about = { location: place.block, revision, isExtended: isExtendedEntry, strategy: 4096 };
    const stale = Buffer.from('an older version');
    const old = { fileType: 5, sizeBytes: stale.length, allocationKind: 3, area: stale, ...about };
    this.#writeNode(place, fileEntry(old));
    const behind = { block: place.block + 1, map: place.map };
    this.#writeNode(behind, indirectEntry(next, { location: behind.block, revision }));
    return next;
  }

  /** Places the content of a file or directory and describes where. */
  #writeContent(content: Buffer, fileType: number): { area: Buffer; kind: 0 | 1 | 2 } {
    const { allocation, pieceBlocks = 1 << 18, descriptorsPerBlock = 60 } = this.#options;
    // Directories lie where their entries do.
    const isNode = fileType === 4 && this.#nodeMap === 1;
    const kind = isNode ? 0 : allocation === 'extended' ? 2 : allocation === 'short' ? 0 : 1;
    const descriptors: Buffer[] = [];
    for (let done = 0; done < content.length; ) {
      const wanted = Math.min(content.length - done, (isNode ? 1 : pieceBlocks) * blockBytes);
      const piece = content.subarray(done, done + wanted);
      const place = isNode
        ? this.#allocateNode()
        : { block: this.#allocate(Math.ceil(wanted / blockBytes)), map: 0 };
      if (isNode) this.#writeNode(place, piece);
      else this.#writeBlock(place.block, piece);
      if (!isNode) this.#allocate(1);
      descriptors.push(allocationDescriptor(kind, wanted, place));
      done += wanted;
    }
    return { area: this.#chain(descriptors, descriptorsPerBlock, kind), kind };
  }

  /** The first descriptors; the rest in allocation extent descriptors (ECMA-167 4/14.5). */
  #chain(descriptors: readonly Buffer[], perBlock: number, kind: 0 | 1 | 2): Buffer {
    if (descriptors.length <= perBlock) return Buffer.concat(descriptors);
    const next = kind === 0 ? this.#allocateNode() : { block: this.#allocate(1), map: 0 };
    const rest = this.#chain(descriptors.slice(perBlock), perBlock, kind);
    const extent = Buffer.alloc(24 + rest.length);
    extent.writeUInt32LE(rest.length, 20);
    rest.copy(extent, 24);
    const sealed = sealTag(extent, { id: 258, location: next.block, revision: this.#options.revision });
    this.#writeNode(next, sealed);
    return Buffer.concat([
      ...descriptors.slice(0, perBlock),
      allocationDescriptor(kind, blockBytes, next, 3),
    ]);
  }

  #fileSet(own: Place, root: Place): Buffer {
    const { revision } = this.#options;
    const bytes = Buffer.alloc(512);
    timestamp().copy(bytes, 16);
    bytes.writeUInt16LE(3, 28);
    bytes.writeUInt16LE(3, 30);
    bytes.writeUInt32LE(1, 32);
    bytes.writeUInt32LE(1, 36);
    charset().copy(bytes, 48);
    dString('TEST', 128).copy(bytes, 112);
    charset().copy(bytes, 240);
    dString('TEST', 32).copy(bytes, 304);
    longAd(blockBytes, root).copy(bytes, 400);
    entityId('*OSTA UDF Compliant', revision).copy(bytes, 416);
    return sealTag(bytes, { id: 256, location: own.block, revision });
  }

  /** The metadata file, type 250, and its mirror, type 251 (UDF 2.2.13). */
  #writeMetadataFiles(): void {
    const { main, mirror, pieceBlocks } = this.#metadata;
    for (const [index, pieces] of [main, mirror].entries()) {
      const area = Buffer.concat(
        pieces.map((block) => allocationDescriptor(0, pieceBlocks * blockBytes, { block, map: 0 })),
      );
      const entry = fileEntry({
        fileType: 250 + index,
        sizeBytes: metadataBlocks * blockBytes,
        allocationKind: 0,
        area,
        location: index,
        revision: this.#options.revision,
        isExtended: true,
      });
      this.#writeBlock(index, entry);
    }
  }

  /** Moves the packet that holds the file set to a spare one, and leaves garbage behind (UDF 2.2.12). */
  #wearOut(): void {
    const spareLba = 224;
    const from = (partitionStart + packetBlocks) * blockBytes;
    this.#image.copy(this.#image, spareLba * blockBytes, from, from + packetBlocks * blockBytes);
    this.#image.fill(0xee, from, from + packetBlocks * blockBytes);
    const table = Buffer.alloc(64);
    entityId('*UDF Sparing Table', this.#options.revision).copy(table, 16);
    table.writeUInt16LE(1, 48);
    table.writeUInt32LE(packetBlocks, 56);
    table.writeUInt32LE(spareLba, 60);
    for (const lba of [208, 209]) {
      const sealed = sealTag(Buffer.from(table), { id: 0, location: lba, revision: this.#options.revision });
      this.#writeSector(lba, sealed);
    }
  }

  #maps(): Buffer[] {
    const { partition, revision } = this.#options;
    const physical = Buffer.from([1, 6, 1, 0, 0, 0]);
    const type2 = (name: string): Buffer => {
      const map = Buffer.alloc(64);
      map.set([2, 64], 0);
      entityId(name, revision).copy(map, 4);
      map.writeUInt16LE(1, 36);
      return map;
    };
    if (partition === 'physical') return [physical];
    if (partition === 'virtual') return [physical, type2('*UDF Virtual Partition')];
    if (partition === 'sparable') {
      const map = type2('*UDF Sparable Partition');
      map.writeUInt16LE(packetBlocks, 40);
      map.writeUInt8(2, 42);
      map.writeUInt32LE(blockBytes, 44);
      map.writeUInt32LE(208, 48);
      map.writeUInt32LE(209, 52);
      return [map];
    }
    const map = type2('*UDF Metadata Partition');
    map.writeUInt32LE(0, 40);
    map.writeUInt32LE(1, 44);
    map.writeUInt32LE(0xffff_ffff, 48);
    map.writeUInt32LE(metadataBlocks / 2, 52);
    map.writeUInt16LE(1, 56);
    map.writeUInt8(1, 58);
    return [physical, map];
  }

  #writeVolume(fileSet: Place): void {
    const { revision } = this.#options;
    const nsr = revision >= 0x200 ? 'NSR03' : 'NSR02';
    for (const [index, id] of ['BEA01', nsr, 'TEA01'].entries()) {
      const sector = Buffer.alloc(blockBytes);
      sector.write(id, 1, 'latin1');
      sector.writeUInt8(1, 6);
      this.#writeSector(16 + index, sector);
    }
    for (const start of [32, 48]) {
      const descriptors = [
        this.#primary(),
        this.#logical(fileSet),
        this.#partition(nsr),
        this.#unallocated(),
      ];
      for (const [index, { id, bytes }] of [...descriptors, { id: 8, bytes: Buffer.alloc(512) }].entries()) {
        if (id !== 8) bytes.writeUInt32LE(index + 1, 16);
        this.#writeSector(start + index, sealTag(bytes, { id, location: start + index, revision }));
      }
    }
    this.#writeSector(64, sealTag(this.#integrity(), { id: 9, location: 64, revision }));
    this.#writeSector(65, sealTag(Buffer.alloc(512), { id: 8, location: 65, revision }));
    for (const lba of [256, sectors - 1]) {
      const anchor = Buffer.alloc(512);
      anchor.writeUInt32LE(16 * blockBytes, 16);
      anchor.writeUInt32LE(32, 20);
      anchor.writeUInt32LE(16 * blockBytes, 24);
      anchor.writeUInt32LE(48, 28);
      this.#writeSector(lba, sealTag(anchor, { id: 2, location: lba, revision }));
    }
  }

  #primary(): { id: number; bytes: Buffer } {
    const bytes = Buffer.alloc(512);
    dString('TEST', 32).copy(bytes, 24);
    for (const [offset, value] of [
      [56, 1],
      [58, 1],
      [60, 2],
      [62, 2],
      [64, 1],
      [68, 1],
    ] as const) {
      bytes.writeUInt16LE(value, offset);
    }
    dString('0123456789abcdefTEST', 128).copy(bytes, 72);
    charset().copy(bytes, 200);
    charset().copy(bytes, 264);
    timestamp().copy(bytes, 376);
    entityId('*disk2iso test').copy(bytes, 388);
    return { id: 1, bytes };
  }

  #logical(fileSet: Place): { id: number; bytes: Buffer } {
    const maps = this.#maps();
    const table = Buffer.concat(maps);
    const bytes = Buffer.alloc(440 + table.length);
    charset().copy(bytes, 20);
    dString('TEST ☃', 128).copy(bytes, 84);
    bytes.writeUInt32LE(blockBytes, 212);
    entityId('*OSTA UDF Compliant', this.#options.revision).copy(bytes, 216);
    longAd(blockBytes, fileSet).copy(bytes, 248);
    bytes.writeUInt32LE(table.length, 264);
    bytes.writeUInt32LE(maps.length, 268);
    entityId('*disk2iso test').copy(bytes, 272);
    bytes.writeUInt32LE(2 * blockBytes, 432);
    bytes.writeUInt32LE(64, 436);
    table.copy(bytes, 440);
    return { id: 6, bytes };
  }

  #partition(nsr: string): { id: number; bytes: Buffer } {
    const bytes = Buffer.alloc(512);
    bytes.writeUInt16LE(1, 20);
    const id = entityId(`+${nsr}`);
    id.copy(bytes, 24);
    bytes.writeUInt32LE(1, 184);
    bytes.writeUInt32LE(partitionStart, 188);
    bytes.writeUInt32LE(partitionBlocks, 192);
    return { id: 5, bytes };
  }

  #unallocated(): { id: number; bytes: Buffer } {
    return { id: 7, bytes: Buffer.alloc(24) };
  }

  #integrity(): Buffer {
    const count = this.#maps().length;
    const bytes = Buffer.alloc(80 + 8 * count + 46);
    timestamp().copy(bytes, 16);
    bytes.writeUInt32LE(1, 28);
    bytes.writeBigUInt64LE(1000n, 40);
    bytes.writeUInt32LE(count, 72);
    bytes.writeUInt32LE(46, 76);
    for (let index = 0; index < count; index += 1)
      bytes.writeUInt32LE(partitionBlocks, 80 + 4 * (count + index));
    const use = 80 + 8 * count;
    entityId('*disk2iso test').copy(bytes, use);
    // What 2.60 adds does not keep readers of 2.50 away (UDF 2.2.6.4).
    for (const offset of [40, 42, 44])
      bytes.writeUInt16LE(Math.min(this.#options.revision, 0x250), use + offset);
    return bytes;
  }

  /** The table at the end of what is recorded; the image ends with its entry (UDF 2.2.11). */
  #writeVat(revision: number): Buffer {
    const entries = Buffer.alloc(this.#vat.length * 4);
    for (const [index, block] of this.#vat.entries()) entries.writeUInt32LE(block, index * 4);
    const isOld = revision < 0x200;
    const content = isOld
      ? Buffer.concat([entries, oldVatEnd(revision)])
      : Buffer.concat([vatHeader(), entries]);
    const block = this.#allocate(1);
    const entry = fileEntry({
      fileType: isOld ? 0 : 248,
      sizeBytes: content.length,
      allocationKind: 3,
      area: content,
      location: block,
      revision,
      isExtended: false,
    });
    this.#writeBlock(block, entry);
    return this.#image.subarray(0, (partitionStart + block + 1) * blockBytes);
  }
}

function oldVatEnd(revision: number): Buffer {
  const end = Buffer.alloc(36);
  entityId('*UDF Virtual Alloc Tbl', revision).copy(end);
  end.writeUInt32LE(0xffff_ffff, 32);
  return end;
}

function vatHeader(): Buffer {
  const header = Buffer.alloc(152);
  header.writeUInt16LE(152, 0);
  dString('TEST', 128).copy(header, 4);
  header.writeUInt32LE(0xffff_ffff, 132);
  return header;
}

/** Whether an entry of a tree is a symbolic link. */
export function isLink(content: UdfTree | { readonly link: string }): content is { readonly link: string } {
  return typeof content.link === 'string';
}
