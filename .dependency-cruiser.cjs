/**
 * The rooms of src/ and who may import whom (docs/architecture.md).
 * A room that is not named here may import nothing but itself: add the arrow first, then the import.
 */
const mayImport = {
  model: [],
  engine: ['model'],
  store: ['model'],
  queue: ['store', 'model'],
  // Sending images to other storage, as a runner does it: no database.
  send: ['engine', 'model'],
  runner: ['send', 'engine', 'model'],
  targets: ['send', 'store', 'model'],
  library: ['engine', 'store', 'model'],
  system: ['engine', 'store', 'model'],
  auth: ['store', 'model'],
  backup: ['engine', 'store', 'model'],
  notify: ['store', 'model'],
  drives: ['runner', 'engine', 'store', 'model'],
  jobs: ['runner', 'drives', 'library', 'targets', 'queue', 'engine', 'store', 'model'],
  http: ['jobs', 'drives', 'library', 'targets', 'system', 'auth', 'notify', 'backup', 'model'],
  app: [
    'http',
    'jobs',
    'drives',
    'library',
    'targets',
    'system',
    'auth',
    'notify',
    'backup',
    'queue',
    'runner',
    'store',
    'engine',
    'model',
  ],
  // The command line starts the server: `serve` loads it when it is asked for.
  cli: ['app', 'engine', 'model'],
};

/**
 * The sub-rooms of the engine, lowest first. Each may also use src/engine/tools.json; src/engine/index.ts joins all and is
 * for those outside. Their tests may use any of them.
 */
const engineMayImport = {
  exec: [],
  files: [],
  audio: ['exec', 'files'],
  sheet: ['exec', 'files', 'audio'],
  drive: ['exec', 'files', 'sheet'],
  disc: ['exec', 'files', 'sheet', 'drive'],
  read: ['exec', 'files', 'audio', 'sheet', 'drive', 'disc'],
  zstd: ['files', 'disc'],
  fs: ['exec', 'files', 'sheet', 'drive', 'disc', 'zstd'],
  image: ['exec', 'files', 'audio', 'sheet', 'disc', 'read', 'zstd'],
  rip: ['exec', 'files', 'sheet', 'audio', 'drive', 'disc', 'read', 'image'],
  merge: ['files', 'disc', 'read', 'image', 'rip'],
  tree: ['files', 'disc', 'read', 'image', 'zstd'],
  build: ['exec', 'files', 'drive', 'disc', 'read', 'fs', 'image', 'rip'],
};

/** Folders of ours that hold code. */
const ours = '^(src|web|test|bench|scripts|bin)/';
const aTest = '\\.test\\.ts$';
const inside = (room) => `^src/${room}/`;
const insideEngine = (room) => inside(`engine/${room}`);

module.exports = {
  forbidden: [
    ...Object.entries(mayImport).map(([room, rooms]) => ({
      name: `${room}-imports-only-${rooms.join('-') || 'itself'}`,
      severity: 'error',
      from: { path: inside(room), pathNot: aTest },
      to: { path: ours, pathNot: [room, ...rooms].map(inside) },
    })),
    ...Object.entries(mayImport).map(([room, rooms]) => ({
      name: `tests-of-${room}-import-only-${[...rooms, 'test'].join('-')}`,
      severity: 'error',
      from: { path: `${inside(room)}.*${aTest}` },
      to: { path: ours, pathNot: [...[room, ...rooms].map(inside), '^test/'] },
    })),
    {
      name: 'known-rooms-only',
      comment: 'A new folder under src/ needs a line in mayImport.',
      severity: 'error',
      from: { path: `^src/(?!(${Object.keys(mayImport).join('|')})/)` },
      to: {},
    },
    ...Object.entries(engineMayImport).map(([room, rooms]) => ({
      name: `engine-${room}-imports-only-${rooms.join('-') || 'itself'}`,
      severity: 'error',
      from: { path: insideEngine(room), pathNot: aTest },
      to: {
        path: inside('engine'),
        pathNot: [...[room, ...rooms].map(insideEngine), '^src/engine/tools\\.json$'],
      },
    })),
    {
      name: 'known-engine-rooms-only',
      comment: 'A new folder under src/engine/ needs a line in engineMayImport.',
      severity: 'error',
      from: { path: `^src/engine/(?!(${Object.keys(engineMayImport).join('|')})/)[^/]+/` },
      to: {},
    },
    {
      name: 'web-imports-only-itself-and-types',
      comment:
        'The browser interface knows the server by its API; of our sources it takes types, never code.',
      severity: 'error',
      from: { path: '^web/', pathNot: `${aTest}x?` },
      to: { path: ours, pathNot: ['^web/'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-imports-web',
      severity: 'error',
      from: { path: '^(src|test|bench|scripts|bin)/' },
      to: { path: '^web/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-tests-in-production',
      severity: 'error',
      from: { pathNot: `${aTest}|^test/|^bench/` },
      to: { path: `${aTest}|^test/` },
    },
    {
      name: 'child-processes-only-in-exec',
      comment: 'Tools in engine/exec; our own runner processes in runner.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(engine/exec|runner)/|${aTest}` },
      to: { path: '^(node:)?child_process$' },
    },
    {
      name: 'not-to-dev-dependency',
      severity: 'error',
      from: { path: '^src/', pathNot: aTest },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
