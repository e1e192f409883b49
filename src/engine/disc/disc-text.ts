/** Strings as discs record them. Everything here is hostile: control characters are dropped, the end is trimmed. */

/** Cuts at the first NUL as blkid does, drops control characters and white space at the end; `null` if nothing is left. */
function tidy(text: string): string | null {
  const end = text.indexOf('\0');
  const kept = (end === -1 ? text : text.slice(0, end))
    .toWellFormed()
    .replace(/\p{Cc}/gu, '')
    .trimEnd();
  return kept === '' ? null : kept;
}

/** A string field of ISO 9660's primary descriptor (ECMA-119 7.4.1): ASCII by the book, UTF-8 or Latin-1 in the wild. */
export function decodeIsoText(bytes: Uint8Array): string | null {
  const buffer = Buffer.from(bytes);
  const text = buffer.toString('utf8');
  return tidy(text.includes('\uFFFD') ? buffer.toString('latin1') : text);
}

/** A string field of a Joliet descriptor: UCS-2, big-endian (Joliet Specification, "Unicode"). */
export function decodeUcs2(bytes: Uint8Array): string | null {
  return tidy(utf16be(bytes));
}

/**
 * Volume identifiers of both descriptors brought together. Joliet's holds 16 characters of any script, the primary's 32
 * of ASCII with `_` for what it cannot write; if they agree, the union is the label, else Joliet's is. (libblkid
 * merges in the same way, so that people see the label they know from udev.)
 */
export function mergeLabels(joliet: Uint8Array, primary: Uint8Array): string | null {
  const wide = [...utf16be(joliet)];
  const narrow = [...Buffer.from(primary).toString('latin1')];
  const merged: string[] = [];
  for (const [index, wideChar] of wide.entries()) {
    const narrowChar = narrow[index];
    if (narrowChar === undefined) break;
    if (narrowChar === '_') merged.push(wideChar);
    else if (wideChar === '_') merged.push(narrowChar);
    else if (asciiUpper(narrowChar) !== asciiUpper(wideChar)) return tidy(wide.join(''));
    else merged.push(/[A-Z]/.test(narrowChar) ? wideChar : narrowChar);
  }
  return tidy([...merged, ...narrow.slice(merged.length)].join(''));
}

/** A d-string (ECMA-167 1/7.2.12): compressed characters, then in the last byte the number of bytes used. */
export function decodeDString(field: Uint8Array): string | null {
  const raw = decodeDStringRaw(field);
  return raw === null ? null : tidy(raw);
}

/** The same up to the first NUL, but with nothing dropped or trimmed: what a UUID is made from. */
export function decodeDStringRaw(field: Uint8Array): string | null {
  const used = Math.min(field.at(-1) ?? 0, field.length - 1);
  return decompress(field.subarray(0, used))?.replace(/\0.*$/s, '') ?? null;
}

/** OSTA compressed Unicode (UDF 2.1.1): first byte 8 for one byte a character, 16 for two; `null` for anything else. */
export function decodeCompressedUnicode(bytes: Uint8Array): string | null {
  const raw = decompress(bytes);
  return raw === null ? null : tidy(raw);
}

function decompress(bytes: Uint8Array): string | null {
  const characters = bytes.subarray(1);
  if (bytes[0] === 8) return Buffer.from(characters).toString('latin1');
  return bytes[0] === 16 ? utf16be(characters).toWellFormed() : null;
}

/** A Mac OS Roman string, as HFS keeps names. */
export function decodeMacRoman(bytes: Uint8Array): string | null {
  return tidy(new TextDecoder('macintosh').decode(bytes));
}

function utf16be(bytes: Uint8Array): string {
  const even = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  return even.swap16().toString('utf16le');
}

function asciiUpper(char: string): string {
  return /[a-z]/.test(char) ? char.toUpperCase() : char;
}
