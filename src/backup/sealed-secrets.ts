import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

const base64 = Type.String({ maxLength: 1_000_000 });

/** A text that says nothing without its passphrase. */
export const SealedText = Type.Object(
  {
    kdf: Type.Literal('scrypt'),
    cost: Type.Integer({ minimum: 2 ** 14, maximum: 2 ** 20 }),
    salt: base64,
    nonce: base64,
    tag: base64,
    text: base64,
  },
  { additionalProperties: false },
);
export type SealedText = Static<typeof SealedText>;

/** 64 MiB and a fifth of a second for each guess (RFC 7914 with r = 8). */
const cost = 2 ** 16;
const blockSize = 8;
const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
);

/** Seals a text with a passphrase: scrypt makes the key, AES-256-GCM (NIST SP 800-38D) uses it. */
export async function sealText(text: string, passphrase: string): Promise<SealedText> {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', await keyOf(passphrase, salt, cost), nonce, {
    authTagLength: 16,
  });
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return {
    kdf: 'scrypt',
    cost,
    salt: salt.toString('base64'),
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    text: sealed.toString('base64'),
  };
}

/** The text again; `null` if the passphrase is another, or something was changed or is no sealed text. */
export async function openText(sealed: unknown, passphrase: string): Promise<string | null> {
  if (!Value.Check(SealedText, sealed)) return null;
  const bytes = (value: string) => Buffer.from(value, 'base64');
  const [nonce, tag] = [bytes(sealed.nonce), bytes(sealed.tag)];
  if (nonce.length !== 12 || tag.length !== 16) return null;
  const key = await keyOf(passphrase, bytes(sealed.salt), sealed.cost);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  decipher.setAuthTag(tag);
  const text = decipher.update(bytes(sealed.text));
  try {
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    // The tag does not fit: Node has no other reason to throw here.
    return null;
  }
}

function keyOf(passphrase: string, salt: Buffer, N: number): Promise<Buffer> {
  return derive(passphrase.normalize('NFC'), salt, 32, {
    N,
    r: blockSize,
    p: 1,
    maxmem: 256 * blockSize * N,
  });
}
