// What `npm start` and `npm run start:kafka` run: builds what has changed, then imports the launcher.
import { spawn } from 'node:child_process';
import { createRequire, enableCompileCache, flushCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = [24, 11, 1];

const found = process.versions.node.split('.').map(Number);
if (isOlder(found, OLDEST_NODE)) {
  fail(
    `Fieldline needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.version}. Start it by \`npm start\`, which uses the Node that \`npm ci\` installed.`,
  );
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
// Whoever starts many at once builds before: a build takes away what another is just reading.
if (process.env.SKIP_BUILD !== '1') await build();
// What V8 makes of a thousand modules is kept for the next start, which services in processes of their own use too.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'compiled');
enableCompileCache(process.env.NODE_COMPILE_CACHE);
// Before anything that it watches is imported; without OTEL_EXPORTER_OTLP_ENDPOINT it does nothing.
await import('@fieldline/telemetry/register');
const { launch, launchProcesses } = await import('./dist/main.js');
const [way, ...args] = process.argv.slice(2);
await (way === 'kafka' ? launchProcesses(process.env, args) : launch(process.env));
// Otherwise it is written at the end, which a kill takes away.
flushCompileCache();

function build() {
  process.stdout.write('· Building what has changed\n');
  const nx = createRequire(import.meta.url).resolve('nx/bin/nx.js');
  const child = spawn(process.execPath, [nx, 'run-many', '-t', 'build', '--outputStyle=static'], {
    cwd: root,
    env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => fail(`The build could not start: ${error.message}`));
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else fail(`${Buffer.concat(output).toString()}\nThe build failed.`);
    });
  });
}

function isOlder(version, oldest) {
  const index = version.findIndex((part, at) => part !== (oldest[at] ?? 0));
  return index >= 0 && version[index] < (oldest[index] ?? 0);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
