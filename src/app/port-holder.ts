import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';

/** Which process listens on a TCP port of this machine, as words; `null` if that cannot be seen. */
export async function portHolder(port: number): Promise<string | null> {
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of (await textOf(table)).split('\n').slice(1)) {
      // proc_net_tcp: local address, remote address, state (0A is LISTEN), …, inode in the tenth column.
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === '0A' && Number.parseInt(local.split(':')[1] ?? '', 16) === port) inodes.add(inode ?? '');
    }
  }
  for (const pid of (await namesIn('/proc')).filter((name) => /^\d+$/.test(name))) {
    for (const fd of await namesIn(`/proc/${pid}/fd`)) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => ''); // Closed in between.
      const [, inode = ''] = /^socket:\[(\d+)\]$/.exec(target) ?? [];
      if (inodes.has(inode)) return `${await nameOf(pid)} (process ${pid})`;
    }
  }
  return null;
}

/** Program and script, as `node disk2iso`: the name that the kernel keeps is that of a thread, `MainThread` for Node. */
async function nameOf(pid: string): Promise<string> {
  const [program = '', script = ''] = (await textOf(`/proc/${pid}/cmdline`)).split('\0');
  if (program === '') return (await textOf(`/proc/${pid}/comm`)).trim();
  return [program, ...(script.startsWith('-') || script === '' ? [] : [script])]
    .map((word) => basename(word))
    .join(' ');
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return ''; // Gone, or not ours to see.
  }
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch {
    return []; // As above.
  }
}
