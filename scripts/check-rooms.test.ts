import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const script = join(dirname(fileURLToPath(import.meta.url)), 'check-rooms.mjs');
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Runs the script on a project made of the given files below src/. */
function checkRooms(files: Record<string, string>): { exitCode: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'disk2iso-rooms-'));
  folders.push(folder);
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ type: 'module', imports: { '#model/*': './src/model/*' } }),
  );
  mkdirSync(join(folder, 'src'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, 'src', dirname(name)), { recursive: true });
    writeFileSync(join(folder, 'src', name), text);
  }
  const result = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
  return { exitCode: result.status, output: `${result.stdout}${result.stderr}` };
}

describe('check-rooms', () => {
  it('accepts imports along the arrows', () => {
    const { exitCode, output } = checkRooms({
      'model/index.ts': 'export type A = string;\n',
      'engine/index.ts': "import type { A } from '#model/index.ts';\nexport const a: A = '';\n",
    });
    expect(output).toContain('2 modules keep to their rooms');
    expect(exitCode).toBe(0);
  });

  it('refuses an import against the arrows, even of a type alone', () => {
    const { exitCode, output } = checkRooms({
      'model/index.ts': "import type { A } from '../engine/index.ts';\nexport type B = A;\n",
      'engine/index.ts': 'export type A = string;\n',
    });
    expect(output).toContain('src/model/index.ts → src/engine/index.ts');
    expect(exitCode).toBe(1);
  });

  it('refuses a circle', () => {
    const { exitCode, output } = checkRooms({
      'engine/a.ts': "import { b } from './b.ts';\nexport const a = () => b;\n",
      'engine/b.ts': "import { a } from './a.ts';\nexport const b = () => a;\n",
    });
    expect(output).toContain('no-circles');
    expect(exitCode).toBe(1);
  });

  it('accepts the arrows between the rooms of the engine, tools.json for all and tests that need more', () => {
    const { exitCode, output } = checkRooms({
      'engine/tools.json': '{}\n',
      'engine/files/index.ts':
        "import tools from '../tools.json' with { type: 'json' };\nexport const a = tools;\n",
      'engine/read/index.ts': "export { a } from '../files/index.ts';\n",
      'engine/image/index.ts': "export { a } from '../read/index.ts';\n",
      'engine/files/files.test.ts': "import { a } from '../rip/index.ts';\nexport const b = a;\n",
      'engine/rip/index.ts': "export { a } from '../image/index.ts';\n",
      'engine/index.ts': "export { a } from './rip/index.ts';\n",
    });
    expect(output).toContain('modules keep to their rooms');
    expect(exitCode).toBe(0);
  });

  it.each([
    ['read', 'image'],
    ['files', 'exec'],
    ['drive', 'rip'],
    ['image', 'drive'],
  ])('refuses that %s of the engine imports %s, even a type alone', (from, to) => {
    const { exitCode, output } = checkRooms({
      [`engine/${from}/index.ts`]: `import type { A } from '../${to}/index.ts';\nexport type B = A;\n`,
      [`engine/${to}/index.ts`]: 'export type A = string;\n',
    });
    expect(output).toContain(`error engine-${from}-imports-only-`);
    expect(output).toContain(`src/engine/${from}/index.ts → src/engine/${to}/index.ts`);
    expect(exitCode).toBe(1);
  });

  it('refuses that a room of the engine imports the whole of it, and a room that is not named', () => {
    const { exitCode, output } = checkRooms({
      'engine/index.ts': 'export type A = string;\n',
      'engine/disc/index.ts': "import type { A } from '../index.ts';\nexport type B = A;\n",
      'engine/cellar/index.ts': "import type { A } from '../disc/index.ts';\nexport type B = A;\n",
    });
    expect(output).toContain('src/engine/disc/index.ts → src/engine/index.ts');
    expect(output).toContain('known-engine-rooms-only');
    expect(exitCode).toBe(1);
  });

  it('refuses an unknown room, a missing module and a child process outside engine/exec', () => {
    const { exitCode, output } = checkRooms({
      'attic/index.ts': "export { lost } from '../engine/lost.ts';\n",
      'engine/lost.ts': "import { gone } from './gone.ts';\nexport const lost = gone;\n",
      'engine/spawn.ts': "import { spawn } from 'node:child_process';\nexport const run = spawn;\n",
    });
    expect(output).toContain('known-rooms-only');
    expect(output).toContain('no-unresolvable');
    expect(output).toContain('child-processes-only-in-exec');
    expect(exitCode).toBe(1);
  });

  it('refuses to call it well when it saw no module', () => {
    const { exitCode, output } = checkRooms({ 'model/notes.md': 'no code here\n' });
    expect(output).toContain('No module was seen');
    expect(exitCode).toBe(1);
  });
});
