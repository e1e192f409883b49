import { constants, type Stats } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { hasErrno } from '#engine/index.ts';
import { AppError } from '#model/index.ts';

/**
 * Refuses to work in a data folder as somebody else than whom it belongs to. Root could do it, and then the server could
 * not write to what root has made there. A folder that is not there yet is anybody's. Error: `OUTPUT_NOT_WRITABLE`, with
 * what to say instead of `disk2iso <command>`.
 */
export async function requireDataOwner(dataPath: string, command: string): Promise<void> {
  let folder: Stats;
  try {
    folder = await stat(dataPath);
    const isRootElsewhere = process.getuid?.() === 0 && folder.uid !== 0;
    if (!isRootElsewhere) {
      await access(dataPath, constants.R_OK | constants.W_OK | constants.X_OK);
      return;
    }
  } catch (cause) {
    if (hasErrno(cause, 'ENOENT')) return;
    throw await notOurs(dataPath, { command, uid: await ownerOf(dataPath), cause });
  }
  throw await notOurs(dataPath, { command, uid: folder.uid, cause: null });
}

/** `null` where not even that can be seen. */
async function ownerOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ uid }) => uid,
    () => null, // Only for the words.
  );
}

async function notOurs(
  path: string,
  { command, uid, cause }: { command: string; uid: number | null; cause: unknown },
): Promise<AppError> {
  const message =
    uid === null
      ? `data: you may not look into the folder of ${path}. Work as the user that the server runs as.`
      : `data: the folder ${path} belongs to ${await nameOf(uid)}; what others make there, the server cannot use. Work as that user: runuser -u ${await nameOf(uid)} -- disk2iso ${command} …`;
  return new AppError('OUTPUT_NOT_WRITABLE', message, { cause, details: { field: 'data', path } });
}

/** As the machine's own list has it; the number of a user from elsewhere. */
async function nameOf(uid: number): Promise<string> {
  const list = await readFile('/etc/passwd', 'utf8').catch(() => ''); // Only for the words.
  const line = list.split('\n').find((one) => one.split(':')[2] === String(uid));
  return line?.split(':')[0] ?? String(uid);
}
