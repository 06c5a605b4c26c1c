import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

/** Patching works on built files only, so the library is built aside and a small program runs on it. */
const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
mkdirSync(join(root, '.cache'), { recursive: true });
const directory = mkdtempSync(join(root, '.cache', 'telemetry-'));

const PROGRAM = `
import { createServer } from 'node:http';
import { createLogger, currentTraceId, shutdownTelemetry } from './index.js';
const log = createLogger({ service: 'spec' });
const server = createServer((request, response) => {
  log.info({ parent: request.headers.traceparent }, 'asked');
  response.end(currentTraceId() ?? 'none');
}).listen(0, async () => {
  const url = 'http://127.0.0.1:' + server.address().port + '/v1/x?q=canary';
  console.log('TRACE ' + await (await fetch(url)).text());
  await shutdownTelemetry();
  process.exit(0);
});
`;

const received: string[] = [];
const collector = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    received.push(request.url + Buffer.concat(chunks).toString('latin1'));
    response.end();
  });
});

beforeAll(async () => {
  const swc = join(root, 'node_modules/@swc/cli/bin/swc.js');
  const options = ['--strip-leading-paths', '--config-file', join(root, '.swcrc')];
  const source = ['src', '--out-dir', directory, '--ignore', '**/*.spec.ts'];
  await run(process.execPath, [swc, ...options, ...source], { cwd: join(root, 'libs/telemetry') });
  writeFileSync(join(directory, 'program.js'), PROGRAM);
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
}, 60_000);

afterAll(() => {
  collector.close();
  rmSync(directory, { recursive: true });
});

async function program(environment: Record<string, string>): Promise<string> {
  const load = ['--import', join(directory, 'register.js'), join(directory, 'program.js')];
  const { stdout } = await run(process.execPath, load, { env: { ...environment } });
  return stdout;
}

test('spans of server and client are sent, the log line carries the trace', async () => {
  const { port } = collector.address() as AddressInfo;
  const stdout = await program({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_SERVICE_NAME: 'spec-service',
  });
  const trace = /TRACE ([0-9a-f]{32})/.exec(stdout)?.[1];
  expect(stdout).toContain(`"trace_id":"${trace}"`);
  expect(stdout).toContain(`"parent":"00-${trace}-`);
  const spans = received.filter((text) => text.startsWith('/v1/traces')).join('');
  expect(spans).toContain('spec-service');
  expect(spans).toContain('@opentelemetry/instrumentation-http');
  expect(spans).toContain('@opentelemetry/instrumentation-undici');
  expect(received.join('')).not.toContain('canary');
  expect(received.some((text) => text.startsWith('/v1/metrics'))).toBe(true);
}, 60_000);

test('without an endpoint nothing is patched', async () => {
  const stdout = await program({});
  expect(stdout).toContain('TRACE none');
  expect(stdout).not.toContain('trace_id');
}, 60_000);
