import { AppError } from '#model/index.ts';
import type { SectorSource } from '../disc/index.ts';
import { ExtentContents } from './file-contents.ts';
import type { FileContents, FileSystemFacts, FileSystemReader, FsNode, FsStructure } from './file-system.ts';
import type { Problems } from './problems.ts';

/** Longer paths than any file system of discs knows (ECMA-119 6.8.2.1: 255; UDF 2.3.4.6: 1023). */
const deepestPath = 1024;

/** Finds paths in a tree of nodes: what all file systems have in common. */
export class TreeReader implements FileSystemReader {
  readonly facts: FileSystemFacts;
  readonly root: FsNode;
  readonly structures: readonly FsStructure[];
  readonly #source: SectorSource;
  readonly #problems: Problems;

  constructor(
    source: SectorSource,
    volume: {
      readonly facts: FileSystemFacts;
      readonly root: FsNode;
      readonly structures: readonly FsStructure[];
      readonly problems: Problems;
    },
  ) {
    this.#source = source;
    this.facts = volume.facts;
    this.root = volume.root;
    this.structures = volume.structures;
    this.#problems = volume.problems;
  }

  problems(): readonly string[] {
    return this.#problems.list();
  }

  hasLosses(): boolean {
    return this.#problems.hasLosses;
  }

  async stat(path: string, signal?: AbortSignal): Promise<FsNode> {
    const names = splitPath(path);
    let node = this.root;
    for (const name of names) {
      const next = await findEntry(node, name, signal);
      if (next === null) {
        throw new AppError('NOT_FOUND', `There is no ${path} in the image.`, { details: { path } });
      }
      node = next;
    }
    return node;
  }

  async *list(path: string, signal?: AbortSignal): AsyncGenerator<FsNode, void, undefined> {
    const folder = await this.stat(path, signal);
    if (folder.kind !== 'directory') {
      throw new AppError('INVALID_INPUT', `${path} is no folder of the image.`, { details: { path } });
    }
    for await (const entry of folder.entries(signal)) {
      const node = await entry.node();
      if (node !== null) yield node;
    }
  }

  async open(path: string, signal?: AbortSignal): Promise<FileContents> {
    const node = await this.stat(path, signal);
    if (node.kind !== 'file') {
      const what = {
        directory: 'a folder',
        symlink: `a link to ${node.linkTarget ?? 'nowhere'}`,
        other: 'no file',
      };
      throw new AppError('INVALID_INPUT', `${path} is ${what[node.kind]}.`, { details: { path } });
    }
    return this.contentsOf(node);
  }

  async contentsOf(node: FsNode): Promise<FileContents> {
    return new ExtentContents(this.#source, node.kind === 'file' ? await node.extents() : []);
  }
}

async function findEntry(folder: FsNode, name: string, signal?: AbortSignal): Promise<FsNode | null> {
  for await (const entry of folder.entries(signal)) {
    if (entry.name !== name) continue;
    const node = await entry.node();
    if (node === null) {
      throw new AppError('READ_ERROR', `The description of ${name} in the image cannot be read.`, {
        details: { name },
      });
    }
    return node;
  }
  return null;
}

/** Names of a path; empty ones and `.` mean nothing. */
function splitPath(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..') || names.length > deepestPath || path.includes('\0')) {
    throw new AppError('INVALID_INPUT', `${path.slice(0, 200)} is not a path inside an image.`, {
      details: { field: 'path' },
    });
  }
  return names;
}
