import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { AppError } from '#model/index.ts';

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

/**
 * Secrets of settings at rest: AES-256-GCM (NIST SP 800-38D) with a random nonce each time. What a secret is for (`name`)
 * is authenticated with it, so that one cannot be put in the place of another.
 */
export class SecretBox {
  readonly #key: Buffer;

  /** `key`: 32 bytes. */
  constructor(key: Buffer) {
    if (key.length !== keyBytes) throw new TypeError(`A key has ${keyBytes} bytes, not ${key.length}.`);
    this.#key = key;
  }

  /** The secret as text that says nothing without the key. */
  seal(name: string, secret: string): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: tagBytes });
    cipher.setAAD(Buffer.from(name));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** The secret again; `null` if it was sealed with another key or for another name, or was changed. */
  open(name: string, sealed: string): string | null {
    const bytes = Buffer.from(sealed, 'base64url');
    const textAt = 1 + nonceBytes + tagBytes;
    if (bytes.length < textAt || bytes[0] !== version) return null;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(1, 1 + nonceBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(Buffer.from(name));
    decipher.setAuthTag(bytes.subarray(1 + nonceBytes, textAt));
    const text = decipher.update(bytes.subarray(textAt));
    try {
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      // The tag does not fit: Node has no other reason to throw here.
      return null;
    }
  }
}

/**
 * Opens the box with the key of a file; makes key and file (mode 0600) if there is none. Links are not followed.
 * Errors: `PERMISSION_DENIED` if others may read the file, `FILE_READ_FAILED` if it does not hold a key or cannot be read.
 */
export function openSecretBox(keyPath: string): SecretBox {
  try {
    const made = makeKey(keyPath);
    if (made !== null) return new SecretBox(made);
    return new SecretBox(readKey(keyPath));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('FILE_READ_FAILED', `The key file ${keyPath} cannot be used.`, {
      cause,
      details: { path: keyPath },
    });
  }
}

/** `null` if the file is there already. */
function makeKey(path: string): Buffer | null {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return null;
    throw error;
  }
  try {
    const key = randomBytes(keyBytes);
    writeSync(file, key);
    fsyncSync(file);
    return key;
  } finally {
    closeSync(file);
  }
}

function readKey(path: string): Buffer {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    if ((fstatSync(file).mode & 0o077) !== 0) {
      throw new AppError(
        'PERMISSION_DENIED',
        `The key file ${path} may be read by others. Make it private: chmod 600.`,
        { details: { path } },
      );
    }
    const key = readFileSync(file);
    if (key.length === keyBytes) return key;
    throw new AppError('FILE_READ_FAILED', `${path} is no key file: it has ${key.length} bytes.`, {
      details: { path },
    });
  } finally {
    closeSync(file);
  }
}
