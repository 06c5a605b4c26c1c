import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { processCommand } from '../src/process.js';
import { startPostgres, type Postgres, type PostgresOptions } from '../src/index.js';

let dataDir: string;
const running: Postgres[] = [];

async function start(options: Partial<PostgresOptions> = {}): Promise<Postgres> {
  const postgres = await startPostgres({ dataDir, durable: false, ...options });
  running.push(postgres);
  return postgres;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'local-postgres-'));
});

afterEach(async () => {
  for (const postgres of running.splice(0)) await postgres.stop();
  await chmod(dataDir, 0o700);
  await rm(dataDir, { recursive: true, force: true });
});

/** Leaves Postgres as a process does that is killed before it can stop it. */
async function orphan(postgres?: Postgres): Promise<void> {
  const { pid } = postgres ?? (await start());
  running.splice(0);
  await rm(join(dataDir, 'instance.lock'));
  const dead = spawn(process.execPath, ['-e', '0']);
  await once(dead, 'exit');
  await writeFile(
    join(dataDir, 'instance.lock'),
    JSON.stringify({ pid: dead.pid, startedAt: 'long ago' }),
  );
  expect(isGone(pid)).toBe(false);
}

const isGone = (pid: number) => (processCommand(pid) ?? '') === '';

/** Process group and session */
const groups = (pid: number) =>
  readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ').slice(2, 4);

const isRoot = process.getuid?.() === 0;
const hasNamespaces =
  isRoot && spawnSync('unshare', ['--user', '--map-user=1', '--map-group=1', 'true']).status === 0;

describe('startPostgres', () => {
  it('starts a UTF-8 server in UTC with checksums, for a password only', async () => {
    const postgres = await start();
    expect(postgres).toMatchObject({ host: '127.0.0.1', user: 'postgres', takenOver: false });
    const [row] = await query(
      postgres.url(),
      `select current_setting('server_encoding') as encoding, current_setting('timezone') as zone,
         current_setting('data_checksums') as checksums, lower('ÄÖ') as lowered,
         current_setting('unix_socket_directories') as sockets, version() as version`,
    );
    expect(row).toMatchObject({ encoding: 'UTF8', zone: 'UTC', checksums: 'on', lowered: 'äö' });
    expect(row).toMatchObject({ sockets: '', version: expect.stringContaining('PostgreSQL 18') });
    const wrong = postgres.url().replace(postgres.password, 'guess');
    await expect(query(wrong, 'select 1')).rejects.toThrow('password authentication failed');
    expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  });

  it('keeps data, password and port over a restart, and starts in under a second', async () => {
    const first = await start({ durable: true });
    await query(first.url(), 'create table note as select 42 as answer');
    await first.stop();
    const began = performance.now();
    const second = await start({ durable: true });
    expect(performance.now() - began).toBeLessThan(1000);
    expect(second.url()).toBe(first.url());
    expect(await query(second.url(), 'select answer from note')).toEqual([{ answer: 42 }]);
  });

  it('is not reached by Ctrl-C at the terminal, being in another session', async () => {
    const { pid } = await start();
    if (process.platform !== 'linux') return;
    expect(groups(pid)[0]).toBe(String(pid));
    expect(groups(pid)).not.toEqual(groups(process.pid));
  });

  it('refuses a second instance, and the first one goes on', async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(`${dataDir} is in use by process ${process.pid}`);
    expect(await query(first.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('takes over a server that a killed process left behind', async () => {
    await orphan();
    const messages: string[] = [];
    const taken = await start({ onProgress: (message) => messages.push(message) });
    expect(taken.takenOver).toBe(true);
    expect(messages).toEqual([
      `Taking over Postgres, process ${taken.pid}, from a run that was killed`,
    ]);
    expect(await query(taken.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
    await taken.stop();
    expect(isGone(taken.pid)).toBe(true);
  });

  it('restarts a server left behind when the settings have changed', async () => {
    await orphan();
    const taken = await start({ settings: { max_connections: 33 } });
    expect(taken.takenOver).toBe(true);
    expect(await query(taken.url(), 'show max_connections')).toEqual([{ max_connections: '33' }]);
  });

  it('signals nobody when the pid of a crashed server is a stranger now', async () => {
    const first = await start();
    const file = join(dataDir, 'cluster', 'postmaster.pid');
    const lines = readFileSync(file, 'utf8').split('\n');
    await first.stop();
    // Of the server's own user: pg_ctl couldn't signal anybody else's.
    const { uid, gid } = await stat(dataDir);
    const stranger = spawn('sleep', ['60'], { uid, gid });
    await writeFile(file, [stranger.pid, ...lines.slice(1)].join('\n'));
    const second = await start();
    expect(second.takenOver).toBe(false);
    expect(isGone(stranger.pid!)).toBe(false);
    stranger.kill();
  });

  it('chooses another port when the remembered one is taken, and refuses an asked one', async () => {
    const first = await start();
    await first.stop();
    const other = createServer().listen(first.port, '127.0.0.1');
    await once(other, 'listening');
    const second = await start();
    expect(second.port).not.toBe(first.port);
    await second.stop();
    await expect(start({ port: first.port })).rejects.toThrow(
      `Port ${first.port} of 127.0.0.1 is in use`,
    );
    other.close();
  });

  it('leaves no server and no lock behind when it fails to start', async () => {
    await expect(start({ settings: { shared_buffers: 'plenty' } })).rejects.toThrow(/plenty/);
    const postgres = await start();
    expect(postgres.takenOver).toBe(false);
  });

  it('refuses a directory with files of another kind', async () => {
    await writeFile(join(dataDir, 'thesis.txt'), 'mine');
    await expect(start()).rejects.toThrow('it holds files that are not a database');
  });

  it('says so when the password was lost', async () => {
    await (await start()).stop();
    await rm(join(dataDir, 'password'));
    await expect(start()).rejects.toThrow('has lost its file "password"');
  });

  it('stops in order with clients connected, and twice does no harm', async () => {
    const postgres = await start();
    const client = new Client({ connectionString: postgres.url() });
    client.on('error', () => undefined);
    await client.connect();
    await Promise.all([postgres.stop(), postgres.stop()]);
    expect(isGone(postgres.pid)).toBe(true);
    await client.end().catch(() => undefined);
  });
});

const asOrdinaryUser = isRoot ? describe.skip : describe;

asOrdinaryUser('startPostgres (needs an ordinary user)', () => {
  it("says so when it can't make its folder", async () => {
    await chmod(dataDir, 0o500);
    await expect(start({ dataDir: join(dataDir, 'inner') })).rejects.toThrow(
      "can't be made or opened: EACCES",
    );
  });
});

const namespaced = hasNamespaces ? describe : describe.skip;

namespaced('startPostgres below a folder that only root enters (needs root, unshare)', () => {
  let closed: string;
  beforeEach(() => {
    closed = dataDir;
    dataDir = join(closed, 'data');
  });
  afterEach(() => {
    dataDir = closed;
  });

  const clusterOwner = async () => (await stat(join(dataDir, 'cluster'))).uid;

  it('makes files for root alone, which a server without its powers uses', async () => {
    const { pid, url } = await start();
    expect(await query(url(), 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await clusterOwner()).toBe(0);
    expect((await stat(join(dataDir, 'cluster'))).mode & 0o777).toBe(0o700);
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    expect(status).toMatch(/^CapEff:\s*0+$/m);
    expect(groups(pid)[0]).toBe(String(pid));
  });

  it('keeps its data over a restart, also where others may enter by then', async () => {
    const first = await start({ durable: true });
    await query(first.url(), 'create table note as select 42 as answer');
    await first.stop();
    expect(isGone(first.pid)).toBe(true);
    await chmod(closed, 0o755);
    const second = await start({ durable: true });
    expect(await query(second.url(), 'select answer from note')).toEqual([{ answer: 42 }]);
    expect(await clusterOwner()).toBe(0);
  });

  it('takes over a server that a killed process left behind, and restarts it', async () => {
    await orphan();
    const taken = await start();
    expect(taken.takenOver).toBe(true);
    expect(await query(taken.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
    await orphan(taken);
    const restarted = await start({ settings: { max_connections: 33 } });
    expect(restarted.takenOver).toBe(true);
    expect(isGone(taken.pid)).toBe(true);
    await restarted.stop();
    expect(isGone(restarted.pid)).toBe(true);
  });

  it('uses the directory that a start as another user left unfinished', async () => {
    await mkdir(dataDir, { mode: 0o700 });
    await writeFile(join(dataDir, 'password'), 'secret', { mode: 0o600 });
    await chown(dataDir, 1, 1);
    await chown(join(dataDir, 'password'), 1, 1);
    expect(await query((await start()).url(), 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('leaves files of an ordinary user theirs', async () => {
    await chmod(closed, 0o755);
    await (await start()).stop();
    const owner = await clusterOwner();
    expect(owner).not.toBe(0);
    await chmod(closed, 0o700);
    await expect(start()).rejects.toThrow(`can't enter ${closed}.`);
    await chmod(closed, 0o755);
    await start();
    expect(await clusterOwner()).toBe(owner);
  });

  it('says what it tried where there are no user namespaces', async () => {
    const path = process.env.PATH;
    process.env.PATH = '/nowhere';
    try {
      await expect(start()).rejects.toThrow(
        new RegExp(`can't enter ${closed}; root in a user namespace can't be used .*unshare`),
      );
    } finally {
      process.env.PATH = path;
    }
  });
});
