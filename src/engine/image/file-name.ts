import { AppError, type DiscKind } from '#model/index.ts';
import { invisibleCharacters, safeNamePart } from '../files/safe-name.ts';

/** Longest base name in UTF-8 bytes; leaves room for `_9999.sha256` within the 255 bytes of Linux file systems. */
export const maxBaseNameBytes = 200;

/**
 * Base name of the files of a disc with this volume label: lower-case, each of `<>:"/\|?*` and white space an
 * underscore, runs of underscores one. Labels are hostile data: whatever could act as a path, an option, a hidden file, a shell
 * construct, a Windows device or an invisible character is taken out too. Where nothing readable is left (and for
 * `null`) it is `disc_YYYYMMDD_HHMMSS` of `now` in local time. Never empty, at most `maxBaseNameBytes`; a name it made
 * stays as it is.
 */
export function safeBaseName(label: string | null, now: Date): string {
  const name = safeNamePart(label);
  if (name === null) return `disc_${timeStamp(now)}`;
  return isWindowsDevice(name) ? `_${name}` : name;
}

/**
 * Checks a base name that a person typed and gives it back in Unicode's composed form (NFC), otherwise unchanged.
 * Error: `INVALID_INPUT` that names `field`, what is wrong and what to do.
 */
export function checkUserFileName(name: string, field = 'name'): string {
  const problem = problemOf(name);
  if (problem !== null) {
    throw new AppError('INVALID_INPUT', `${field}: ${problem}`, {
      details: { field, value: name.toWellFormed() },
    });
  }
  return name.normalize('NFC');
}

/** Folder below the output root for images of this kind. A disc of music first is audio, whatever else it carries. */
export function folderForKind(kind: DiscKind): 'audio' | 'dvd' | 'bd' | 'data' {
  switch (kind) {
    case 'audio':
    case 'cd-extra':
      return 'audio';
    case 'dvd-video':
      return 'dvd';
    case 'bd-video':
      return 'bd';
    case 'data':
    case 'mixed':
    case 'video-cd':
    case 'super-video-cd':
    case 'blank':
    case 'unknown':
      return 'data';
  }
}

function problemOf(name: string): string | null {
  if (name.trim() === '') return 'The name is empty; type at least one letter or digit.';
  if (!name.isWellFormed()) return 'The name is not valid Unicode text; type it again.';
  const forbidden = /[<>:"/\\|?*]/.exec(name)?.[0];
  if (forbidden !== undefined)
    return `The name must not contain ${forbidden} ; leave it out or use _ instead.`;
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) {
    return 'The name contains a line break or another control character; leave it out.';
  }
  if (name.search(invisibleCharacters) >= 0) {
    return 'The name contains an invisible character (zero-width or writing direction); type it again by hand.';
  }
  if (/^[-.]/.test(name)) return `The name must not begin with ${name[0]} ; begin with a letter or digit.`;
  if (/^\s|[\s.]$/.test(name)) return 'The name must not begin with a space or end with a space or a dot.';
  if (/\.iso$/i.test(name)) return 'Leave out the ending .iso; it is added by itself.';
  if (isWindowsDevice(name.toLowerCase()))
    return `${name} is the name of a device on Windows; add another word.`;
  const excessBytes = Buffer.byteLength(name.normalize('NFC')) - maxBaseNameBytes;
  return excessBytes > 0 ? `The name is ${excessBytes} bytes too long (at most ${maxBaseNameBytes}).` : null;
}

/** Device names that Windows reserves, with any ending ("Naming Files, Paths, and Namespaces", Win32 documentation). */
function isWindowsDevice(lowerCaseName: string): boolean {
  return /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)/.test(lowerCaseName);
}

function timeStamp(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${time.getFullYear()}${two(time.getMonth() + 1)}${two(time.getDate())}`;
  return `${date}_${two(time.getHours())}${two(time.getMinutes())}${two(time.getSeconds())}`;
}
