/**
 * Scans every address of the API that is asked with GET, as nobody, viewer, operator and administrator, with wapiti (Debian):
 * `node test/security/wapiti.ts`. Ends with 1 if it scanned fewer addresses than there are, or found anything above
 * informational (level 1). With WAPITI_LOG everything that it does goes to stderr.
 * What it found last is in docs/security-testing.md.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addPerson, openUserLab, type Person } from '../support/user-lab.ts';

/** Modules that need nothing from outside of this machine. */
const modules =
  'backup,blindsql,cookieflags,crlf,csp,exec,file,htaccess,http_headers,methods,permanentxss,redirect,shellshock,sql,xss';
/** Streams never end: wapiti waits for their end. The roles and hostile texts for them are in test/http. */
const endless = ['/events/jobs/{uuid}', '/events/system'];
const sample: Readonly<Record<string, string>> = { device: 'a', id: '1', isoId: '1' };
const noUuid = '00000000-0000-4000-8000-000000000000';

type Parameter = { readonly name: string; readonly in: string };
type Report = {
  readonly vulnerabilities: Readonly<Record<string, readonly Finding[]>>;
  readonly anomalies: Readonly<Record<string, readonly Finding[]>>;
};
type Finding = {
  readonly level: number;
  readonly path: string;
  readonly info: string;
  readonly parameter: string;
};

const { lab, admin } = await openUserLab();
const folder = await mkdtemp(join(tmpdir(), 'disk2iso-wapiti-'));
try {
  const { path } = await lab.makeDisc('a', 100);
  await admin.post('/api/image-drives', { id: 'a', path });
  await lab.until(async () => (await admin.get('/api/disks/a')).json?.disc != null, 'ready');
  const { uuid } = (await admin.post('/api/jobs', { device: 'a', kind: 'data', eject: 'never' })).json;
  await lab.until(async () => (await admin.get(`/api/jobs/${uuid}`)).json.job.status === 'completed', 'made');
  const seeds = await seedUrls(uuid);
  const people: readonly (readonly [string, Person | null])[] = [
    ['nobody', null],
    ['viewer', await addPerson(lab, admin, 'vera', 'viewer')],
    ['operator', await addPerson(lab, admin, 'otto', 'operator')],
    ['admin', admin],
  ];
  let isGood = true;
  for (const [role, person] of people) {
    const { report, scanned, requests } = await scan(role, person, seeds);
    const findings = Object.entries({ ...report.vulnerabilities, ...report.anomalies }).flatMap(
      ([kind, all]) => all.map((finding) => ({ kind, ...finding })),
    );
    process.stdout.write(
      `${role}: ${scanned} of ${seeds.length} addresses, ${requests} requests, ${findings.length} findings\n`,
    );
    for (const { kind, level, path: at, info } of findings) {
      process.stdout.write(`  ${kind} (level ${level}) at ${at}: ${info}\n`);
    }
    const isStillIn = person === null || (await person.get('/api/auth/me')).status === 200;
    if (scanned < seeds.length || !isStillIn || findings.some(({ level }) => level > 1)) isGood = false;
  }
  process.exitCode = isGood ? 0 : 1;
} finally {
  await lab.remove();
  await rm(folder, { recursive: true, force: true });
}

/** Every GET of the OpenAPI document, with a value for each parameter; and the pages that it does not name. */
async function seedUrls(uuid: string): Promise<readonly string[]> {
  const { paths } = (await admin.get('/api/openapi.json')).json as {
    paths: Record<string, { get?: { parameters?: readonly Parameter[] } }>;
  };
  const described = Object.entries(paths).flatMap(([path, { get }]) => {
    if (get === undefined || endless.includes(path)) return [];
    const query = (get.parameters ?? []).filter((parameter) => parameter.in === 'query');
    const plain = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
      name === 'uuid' ? uuid : (sample[name] ?? noUuid),
    );
    const words = query.map(({ name }) => `${name}=1`).join('&');
    return words === '' ? [plain] : [plain, `${plain}?${words}`];
  });
  return [...described, '/', '/api/openapi.json', '/api/docs', '/api/docs/errors'].map(
    (path) => `${lab.url}${path}`,
  );
}

async function scan(
  role: string,
  person: Person | null,
  seeds: readonly string[],
): Promise<{ report: Report; scanned: number; requests: number }> {
  const output = join(folder, `${role}.json`);
  const cookie = person === null ? [] : ['-H', `Cookie: ${person.cookie}`];
  const child = spawn(
    'wapiti',
    [
      ...['-u', `${lab.url}/`, '--scope', 'folder', '-d', '1', '-m', modules, ...cookie],
      ...seeds.flatMap((seed) => ['-s', seed]),
      ...['--flush-session', '--store-session', join(folder, role), '--store-config', join(folder, 'config')],
      ...['--no-bugreport', '-t', '5', '--max-scan-time', '600', '--max-attack-time', '60', '-v', '2'],
      ...['-f', 'json', '-o', output],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(said.slice(-2000));
  // It tells each address as it asks it: "[+] GET http://… (0)".
  const sent = [...said.matchAll(/(?:GET|POST|OPTIONS) (http:\/\/\S+)/g)].map(([, url = '']) => url);
  const asked = new Set(sent);
  if (process.env.WAPITI_LOG !== undefined) process.stderr.write(said);
  return {
    report: JSON.parse(await readFile(output, 'utf8')),
    scanned: seeds.filter((seed) => asked.has(seed)).length,
    requests: sent.length,
  };
}
