import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSecretBox, SecretBox } from './index.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-box-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const error = (code: string) => expect.objectContaining({ code });

it('gives a secret back under its own name only', () => {
  const box = new SecretBox(randomBytes(32));
  const sealed = box.seal('mail.password', 'geheim ✓');
  expect(box.open('mail.password', sealed)).toBe('geheim ✓');
  expect(box.open('mqtt.password', sealed)).toBeNull();
  expect(new SecretBox(randomBytes(32)).open('mail.password', sealed)).toBeNull();
  expect(box.seal('mail.password', 'geheim ✓')).not.toBe(sealed);
});

it('opens nothing of which a single bit was changed, or that was cut', () => {
  const box = new SecretBox(randomBytes(32));
  const bytes = Buffer.from(box.seal('a', 'secret'), 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(box.open('a', changed.toString('base64url'))).toBeNull();
  }
  for (let length = 0; length < bytes.length; length += 1) {
    expect(box.open('a', bytes.subarray(0, length).toString('base64url'))).toBeNull();
  }
});

it('keeps its key in a file for the owner alone', async () => {
  const path = join(folder, 'secret.key');
  const sealed = openSecretBox(path).seal('a', 'secret');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(openSecretBox(path).open('a', sealed)).toBe('secret');
});

it('refuses a key that others may read, that is cut, or that a link leads to', async () => {
  const path = join(folder, 'secret.key');
  openSecretBox(path);
  await symlink(path, join(folder, 'link'));
  expect(() => openSecretBox(join(folder, 'link'))).toThrow(error('FILE_READ_FAILED'));
  await chmod(path, 0o644);
  expect(() => openSecretBox(path)).toThrow(error('PERMISSION_DENIED'));
  await writeFile(join(folder, 'short'), 'short', { mode: 0o600 });
  expect(() => openSecretBox(join(folder, 'short'))).toThrow(error('FILE_READ_FAILED'));
});
