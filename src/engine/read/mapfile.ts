import { type Block, BlockMap, type BlockStatus, blockStatuses } from './block-map.ts';

/**
 * Reads a ddrescue mapfile (GNU ddrescue manual, "Mapfile structure"; numbers decimal, 0x hex or 0 octal).
 *
 * `null` for anything but a whole map: ddrescue rewrites the file in place, so that a reader may see it empty or torn.
 * A map is whole if it has its status line, begins at byte 0, its blocks follow each other without gap, and they reach
 * at least `sizeBytes`; what lies behind that is cut off (without a domain end ddrescue maps the whole device).
 */
export function parseMapfile(text: string, sizeBytes: number | null = null): BlockMap | null {
  // A torn file may end inside a number: the last line counts only with its newline.
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  const data = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const [statusLine, ...blockLines] = data;
  if (statusLine === undefined || !isStatusLine(statusLine)) return null;

  const blocks: Block[] = [];
  let end = 0;
  for (const line of blockLines) {
    const block = parseBlock(line);
    if (block === null || block.pos !== end) return null;
    end = block.pos + block.size;
    blocks.push(block);
  }
  if (blocks.length === 0 || (sizeBytes !== null && end < sizeBytes)) return null;
  return new BlockMap(mergeNeighbours(sizeBytes === null ? blocks : cropBlocks(blocks, sizeBytes)));
}

/** Writes a map the way ddrescue reads it. `comment` becomes the first line. */
export function formatMapfile(map: BlockMap, comment: string): string {
  const hex = (value: number) => `0x${value.toString(16).toUpperCase().padStart(8, '0')}`;
  const lines = map.blocks.map((block) => `${hex(block.pos)}  ${hex(block.size)}  ${block.status}`);
  return [
    `# ${comment}`,
    '# current_pos  current_status  current_pass',
    '0x00000000     ?               1',
    ...lines,
    '',
  ].join('\n');
}

function cropBlocks(blocks: readonly Block[], sizeBytes: number): Block[] {
  return blocks
    .filter((block) => block.pos < sizeBytes)
    .map((block) => ({ ...block, size: Math.min(block.size, sizeBytes - block.pos) }));
}

function mergeNeighbours(blocks: readonly Block[]): Block[] {
  const merged: { pos: number; size: number; status: BlockStatus }[] = [];
  for (const block of blocks) {
    const last = merged.at(-1);
    if (last !== undefined && last.status === block.status) last.size += block.size;
    else merged.push({ ...block });
  }
  return merged;
}

/** `current_pos current_status [current_pass]`; the pass came with ddrescue 1.22. */
function isStatusLine(line: string): boolean {
  const [pos, status, pass, ...rest] = line.trim().split(/\s+/);
  return (
    rest.length === 0 &&
    parseNumber(pos) !== null &&
    /^[?*/\-FG+]$/.test(status ?? '') &&
    (pass === undefined || parseNumber(pass) !== null)
  );
}

function parseBlock(line: string): Block | null {
  const [posText, sizeText, status, ...rest] = line.trim().split(/\s+/);
  const pos = parseNumber(posText);
  const size = parseNumber(sizeText);
  if (pos === null || size === null || size === 0 || rest.length > 0 || !isBlockStatus(status)) return null;
  return Number.isSafeInteger(pos + size) ? { pos, size, status } : null;
}

function isBlockStatus(text: string | undefined): text is BlockStatus {
  return blockStatuses.some((status) => status === text);
}

function parseNumber(text: string | undefined): number | null {
  if (text === undefined) return null;
  const octal = /^0[0-7]+$/.test(text);
  if (!octal && !/^(0x[0-9a-f]+|0|[1-9][0-9]*)$/i.test(text)) return null;
  const value = octal ? Number.parseInt(text, 8) : Number(text);
  return Number.isSafeInteger(value) ? value : null;
}
