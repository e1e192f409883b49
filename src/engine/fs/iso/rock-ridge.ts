import { decodeNameBytes } from '../names.ts';
import type { Problems } from '../problems.ts';
import { readLongDate } from './descriptors.ts';
import { readShortDate } from './directory-record.ts';
import type { SystemUseEntry } from './system-use.ts';

/** What Rock Ridge (IEEE P1282) says of one record. */
export type RockRidge = {
  readonly name: string | null;
  /** `st_mode` of POSIX, type and permissions. */
  readonly mode: number | null;
  readonly modifiedAt: string | null;
  readonly linkTarget: string | null;
  /** Block of the directory that belongs here but is kept elsewhere (4.1.5.1). */
  readonly childBlock: number | null;
  /** A directory that belongs elsewhere and is only kept here (4.1.5.3). */
  readonly isRelocated: boolean;
  /** Why the stored bytes are not the file's contents. */
  readonly encoding: 'sparse file (SF)' | 'zisofs (ZF)' | null;
  /** Length of the decoded contents of zisofs. */
  readonly decodedBytes: number | null;
};

/** Names and targets longer than any kernel takes (PATH_MAX) are cut: continuation could go on for ever. */
const longestText = 4096;

/** Signatures of SUSP, Rock Ridge and the extensions seen in the wild that say nothing about names or contents. */
const harmless = ['SP', 'ER', 'ES', 'PD', 'RR', 'PN', 'PL', 'AA', 'BA', 'AS', 'AL', 'XA', 'CE'];

/** Reads what the entries of one record say; entries too short for their fields say nothing. */
export function readRockRidge(entries: readonly SystemUseEntry[], problems: Problems): RockRidge {
  let mode: number | null = null;
  let modifiedAt: string | null = null;
  let childBlock: number | null = null;
  let isRelocated = false;
  let encoding: RockRidge['encoding'] = null;
  let decodedBytes: number | null = null;
  for (const { signature, data } of entries) {
    if (signature === 'PX') mode = data.length >= 8 ? data.readUInt32LE(0) : mode;
    else if (signature === 'TF') modifiedAt = readModificationTime(data) ?? modifiedAt;
    else if (signature === 'CL') childBlock = data.length >= 8 ? data.readUInt32LE(0) : childBlock;
    else if (signature === 'RE') isRelocated = true;
    else if (signature === 'SF') encoding = 'sparse file (SF)';
    else if (signature === 'ZF') {
      encoding = 'zisofs (ZF)';
      if (data.length >= 8) decodedBytes = data.readUInt32LE(4);
    } else if (!['NM', 'SL', ...harmless].includes(signature)) {
      const readable = signature.replace(/[^\x20-\x7e]/g, '?');
      problems.add(`System use entries "${readable}" are not known here and left alone.`);
    }
  }
  const linkTarget = readLink(entries);
  return {
    name: readName(entries),
    mode,
    modifiedAt,
    linkTarget,
    childBlock,
    isRelocated,
    encoding,
    decodedBytes,
  };
}

/** Whether a volume's root says that Rock Ridge is in use: by its own entries or by naming the specification (SUSP 5.5). */
export function usesRockRidge(entries: readonly SystemUseEntry[]): boolean {
  return entries.some(
    ({ signature, data }) =>
      signature === 'RR' ||
      signature === 'PX' ||
      signature === 'NM' ||
      (signature === 'ER' && /RRIP_1991A|IEEE_P1282|IEEE_1282/.test(data.toString('latin1'))),
  );
}

/** NM entries (4.1.4): pieces of the name; flags 1 and 2 stand for `.` and `..` and name nothing. */
function readName(entries: readonly SystemUseEntry[]): string | null {
  const parts: Buffer[] = [];
  let length = 0;
  for (const { signature, data } of entries) {
    if (signature !== 'NM' || data.length < 1 || length > longestText) continue;
    const flags = data.readUInt8(0);
    if ((flags & 0b110) !== 0) return null;
    parts.push(data.subarray(1));
    length += data.length - 1;
    if ((flags & 1) === 0) break;
  }
  return parts.length === 0 ? null : decodeNameBytes(Buffer.concat(parts).subarray(0, longestText));
}

/** SL entries (4.1.3): components, each perhaps continued in the next record or entry. */
function readLink(entries: readonly SystemUseEntry[]): string | null {
  const links = entries.filter(({ signature, data }) => signature === 'SL' && data.length >= 1);
  if (links.length === 0) return null;
  const names: Buffer[][] = [];
  let isRooted = false;
  let goesOn = false;
  for (const { data } of links) {
    for (let offset = 1; offset + 2 <= data.length; ) {
      const flags = data.readUInt8(offset);
      const end = offset + 2 + data.readUInt8(offset + 1);
      const content = componentOf(flags, data.subarray(offset + 2, Math.min(end, data.length)));
      if ((flags & 0b1000) !== 0) {
        names.length = 0;
        isRooted = true;
      } else if (goesOn) names.at(-1)?.push(content);
      else names.push([content]);
      goesOn = (flags & 1) !== 0;
      offset = end;
    }
    if ((data.readUInt8(0) & 1) === 0) break;
  }
  const text = names.map((parts) => decodeNameBytes(Buffer.concat(parts))).join('/');
  return `${isRooted ? '/' : ''}${text}`.slice(0, longestText);
}

/** Flags 2 and 4 of a component: the current directory and its parent. */
function componentOf(flags: number, content: Buffer): Buffer {
  if ((flags & 0b10) !== 0) return Buffer.from('.');
  return (flags & 0b100) !== 0 ? Buffer.from('..') : content;
}

/** TF (4.1.6): the times whose flags are set, in the order of the flags; long form with 17 bytes each, else 7. */
function readModificationTime(data: Buffer): string | null {
  const flags = data[0] ?? 0;
  if ((flags & 0b10) === 0) return null;
  const isLong = (flags & 0x80) !== 0;
  const before = flags & 1;
  const offset = 1 + before * (isLong ? 17 : 7);
  return isLong ? readLongDate(data, offset) : readShortDate(data, offset);
}
