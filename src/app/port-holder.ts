import { readdir, readFile, readlink } from 'node:fs/promises';

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
      if (inodes.has(inode)) return `${(await textOf(`/proc/${pid}/comm`)).trim()} (process ${pid})`;
    }
  }
  return null;
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
