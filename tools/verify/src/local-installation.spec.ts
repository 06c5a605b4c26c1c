import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runningDataDir } from './local-installation.js';

let base: string;
let one: string;
let other: string;
const server: Server = createServer((_, response) => response.end());
let port: number;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'fieldline-'));
  one = join(base, '.data');
  other = join(one, 'on-kafka');
});
afterEach(() => rm(base, { recursive: true }));

async function postgres(dataDir: string, at = port): Promise<void> {
  await mkdir(join(dataDir, 'postgres', 'cluster'), { recursive: true });
  const pidFile = `1\n/data\n0\n${at}\n`;
  await writeFile(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), pidFile);
}

async function simulator(dataDir: string): Promise<void> {
  await mkdir(join(dataDir, 'twilio-simulator'), { recursive: true });
  await writeFile(join(dataDir, 'twilio-simulator', 'address'), `http://127.0.0.1:${port}`);
}

describe('the data directory, when none is named', () => {
  const found = (): Promise<string | undefined> => runningDataDir([one, other]);

  test('is the one that something runs on', async () => {
    await postgres(other);
    expect(await found()).toBe(other);
    await rm(other, { recursive: true });
    await postgres(one);
    expect(await found()).toBe(one);
  });

  test('is not one whose Postgres was killed', async () => {
    // No server may listen at port 1 here.
    await postgres(one, 1);
    await postgres(other);
    expect(await found()).toBe(other);
  });

  test('is one whose simulator runs, beside a Postgres of its own', async () => {
    await simulator(other);
    expect(await found()).toBe(other);
  });

  test('is asked for when something runs on both', async () => {
    await postgres(one);
    await postgres(other);
    await expect(found()).rejects.toThrow(
      `The product runs on ${one} and on ${other}. Say which by DATA_DIR.`,
    );
  });

  test('is none when nothing runs', async () => {
    await simulator(one);
    await writeFile(join(one, 'twilio-simulator', 'address'), 'http://127.0.0.1:1');
    expect(await found()).toBeUndefined();
  });
});
