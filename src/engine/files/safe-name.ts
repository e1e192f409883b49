/** Longest part in UTF-8 bytes; leaves room for a number or an ending within the 255 bytes of Linux file systems. */
const longestPartBytes = 199;

/**
 * A text of unknown origin made safe to be part of a file name: lower-case, each of `<>:"/\|?*` and white space an
 * underscore, runs of underscores one. Whatever could act as a path, an option, a hidden file, a shell construct or an
 * invisible character is taken out too. At most 199 bytes of UTF-8; `null` if nothing readable is left. A name it made stays
 * as it is.
 */
export function safeNamePart(text: string | null): string | null {
  const name = cutToBytes(
    (text ?? '')
      .toWellFormed()
      .replace(invisibleCharacters, '')
      .toLowerCase()
      // After lower-casing, which can decompose (U+0130), and after taking out what kept marks apart.
      .normalize('NFC')
      .replace(unsafe, '_')
      .replace(/\.{2,}/g, '_')
      .replace(/^[-._]*[-.]/, '_')
      .replace(/_{2,}/g, '_'),
    longestPartBytes,
  ).replace(/(?:\._?|\.iso)+$/, '');
  return /[\p{L}\p{N}]/u.test(name) ? name : null;
}

/** Zero-width, bidi and other characters that change how a name looks without being seen. */
export const invisibleCharacters = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

// Windows' forbidden characters, white space, controls, unassigned and private code points, and what a shell acts on.
const unsafe = /[<>:"/\\|?*$`;&'!\s\p{Z}\p{Cc}\p{Co}\p{Cn}\u{FFFD}]/gu;

/** The longest beginning of whole code points that fits. */
export function cutToBytes(text: string, maxBytes: number): string {
  let sizeBytes = 0;
  let end = 0;
  for (const character of text) {
    sizeBytes += Buffer.byteLength(character);
    if (sizeBytes > maxBytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}
