// Holds the imports of src/ and web/src/ to the rooms of .dependency-cruiser.cjs: `node scripts/check-rooms.mjs [FOLDER]`.
// FOLDER (default: the project) has a src/ of its own; tests use it to prove that a wrong import is found.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import rules from '../.dependency-cruiser.cjs';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(process.argv[2] ?? project);

const { options, ...ruleSet } = rules;
const tsConfig = { fileName: join(project, 'tsconfig.json') };
const { output } = await cruise(
  ['src', 'web/src'].filter(existsSync),
  { ...options, tsConfig, ruleSet, validate: true },
  undefined,
  {
    tsConfig: extractTSConfig(tsConfig.fileName),
  },
);

const { summary } = output;
for (const { rule, from, to, cycle } of summary.violations) {
  const path = cycle === undefined ? to : cycle.map((step) => step.name).join(' → ');
  console.error(`${rule.severity} ${rule.name}: ${from} → ${path}`);
}
if (summary.totalCruised === 0) {
  // dependency-cruiser says "no violations" when it cannot parse TypeScript at all.
  console.error('No module was seen: dependency-cruiser does not understand the installed TypeScript.');
  process.exitCode = 1;
} else if (summary.violations.length > 0) {
  process.exitCode = 1;
} else {
  console.log(`${summary.totalCruised} modules keep to their rooms.`);
}
