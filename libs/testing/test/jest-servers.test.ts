import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { eventually } from '../src/index.js';

let temporary: string;
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'run-'));
  // Postgres may run as another user, who has to reach its files.
  await chmod(temporary, 0o755);
});
afterEach(() => rm(temporary, { recursive: true }));

const folder = fileURLToPath(new URL('../jest/', import.meta.url));

/** Runs a script as Jest's main process would run the set-up. */
function run(script: string, env: NodeJS.ProcessEnv) {
  const { TEST_POSTGRES_URL: _, TEST_KAFKA_BROKERS: __, ...rest } = process.env;
  const node = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: folder,
    env: { ...rest, DOCKER_HOST: 'unix:///nowhere/docker.sock', TMPDIR: temporary, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  node.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  node.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
    node.once('close', (code) => resolve({ code, output }));
  });
  return { node, ended, said: () => output };
}

const SET_UP = `
  import setUp from ${JSON.stringify(join(folder, 'with-kafka.mjs'))};
  import tearDown from ${JSON.stringify(join(folder, 'tear-down.mjs'))};
  await setUp();
  console.log('URL', process.env.TEST_POSTGRES_URL);`;

describe("a Jest run's servers", () => {
  it('are handed on and stopped; missing Kafka is said in the last line', async () => {
    const { code, output } = await run(`${SET_UP} await tearDown();`, {
      JAVA_HOME: '/nowhere',
      REQUIRE_KAFKA: '',
    }).ended;
    const lines = output.trim().split('\n');
    expect(lines[0]).toMatch(/^URL postgres:\/\/postgres:/);
    expect(lines.at(-1)).toContain('Tests on Kafka were SKIPPED');
    expect(lines.at(-1)).toContain('Kafka needs Java 17 or newer');
    expect(code).toBe(0);
    const client = new Client({ connectionString: lines[0]!.slice(4) });
    await expect(client.connect()).rejects.toThrow('ECONNREFUSED');
  });

  it('fail the run when Kafka is required and missing', async () => {
    const { code, output } = await run(`${SET_UP} await tearDown();`, {
      JAVA_HOME: '/nowhere',
      REQUIRE_KAFKA: '1',
    }).ended;
    expect(code).not.toBe(0);
    expect(output).toContain('Kafka needs Java 17 or newer');
    expect(await readdir(temporary)).toEqual([]);
  });

  it('leave no files when the run is killed before they have started', async () => {
    const { node, ended } = run(SET_UP, { JAVA_HOME: '/nowhere', REQUIRE_KAFKA: '' });
    await eventually(async () => expect(await readdir(temporary)).toHaveLength(1));
    node.kill('SIGKILL');
    await ended;
    await eventually(async () => expect(await readdir(temporary)).toEqual([]));
  });

  it('end, and leave no files, when the run is killed', async () => {
    const { node, ended, said } = run(`${SET_UP} setInterval(() => {}, 1000);`, {
      JAVA_HOME: '/nowhere',
      REQUIRE_KAFKA: '',
    });
    const url = await eventually(() => /URL (\S+)/.exec(said())![1]!, { timeoutMs: 20_000 });
    expect(await readdir(temporary)).toHaveLength(1);
    node.kill('SIGKILL');
    await ended;
    await eventually(
      async () => {
        const client = new Client({ connectionString: url });
        await expect(client.connect()).rejects.toThrow('ECONNREFUSED');
        expect(await readdir(temporary)).toEqual([]);
      },
      { timeoutMs: 20_000, intervalMs: 200 },
    );
  });
});
