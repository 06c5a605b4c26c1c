// What `npm run verify` and `npm run verify:dossier` run: builds what has changed, without a word on stdout, then looks.
import { spawnSync } from 'node:child_process';
import { createRequire, enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COULD_NOT_CHECK = 2;

/** Itself and what it imports: it must look also where something else doesn't build. */
const NEEDED = [
  'verify',
  'config',
  'contracts',
  'database',
  'events',
  'rules',
  'seal',
  'sms',
  'telemetry',
];

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const nx = createRequire(import.meta.url).resolve('nx/bin/nx.js');
const projects = NEEDED.map((name) => `@fieldline/${name}`).join(',');
const built = process.env.SKIP_BUILD === '1' ? { status: 0 } : build();
if (built.status === 0) {
  enableCompileCache(join(root, 'node_modules', '.cache', 'compiled'));
  process.env.OTEL_SERVICE_NAME ??= 'fieldline-verify';
  // Before anything that it watches is imported; without OTEL_EXPORTER_OTLP_ENDPOINT it does nothing.
  await import('@fieldline/telemetry/register');
  if (process.argv[2] === 'dossier') {
    const { runDossier } = await import('./dist/dossier/main.js');
    process.exitCode = await runDossier(process.argv.slice(3));
  } else {
    await import('./dist/main.js');
  }
} else {
  process.stderr.write(`${built.stdout}\n${built.stderr}\nThe build failed.\n`);
  process.exitCode = COULD_NOT_CHECK;
}

function build() {
  return spawnSync(
    process.execPath,
    [nx, 'run-many', '-t', 'build', '-p', projects, '--outputStyle=static'],
    { cwd: root, env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' }, encoding: 'utf8' },
  );
}
