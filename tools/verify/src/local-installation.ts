import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { CouldNotVerify } from './could-not-verify.js';

/** The database that the launcher makes in its Postgres. */
const DATABASE = 'fieldline';
const PORT_LINE = 3;
const HEALTH_TIMEOUT_MS = 2_000;

/** Those of `npm start` and of `npm run start:kafka`. */
export const LAUNCHED_DATA_DIRS = ['.data', '.data/on-kafka'] as const;

/**
 * The one among data directories that something runs on: its Postgres, or its simulator.
 * @returns undefined when nothing runs on any
 * @throws CouldNotVerify when something runs on several
 */
export async function runningDataDir(dataDirs: readonly string[]): Promise<string | undefined> {
  const running: string[] = [];
  for (const dataDir of dataDirs)
    if ((await hasPostgres(dataDir)) || (await runningSimulator(dataDir))) running.push(dataDir);
  if (running.length > 1)
    throw new CouldNotVerify(
      `The product runs on ${running.join(' and on ')}. Say which by DATA_DIR.`,
    );
  return running[0];
}

/**
 * Where a product that runs on a data directory keeps what is to be verified: found by the files
 * that Postgres and the simulator write there.
 * @throws CouldNotVerify when nothing runs on it
 */
export async function localInstallation(
  dataDir: string,
): Promise<{ databaseUrl: string; simulatorUrl: string | undefined }> {
  const password = await read(dataDir, 'postgres', 'password');
  const port = await postgresPort(dataDir);
  if (!password || !port)
    throw new CouldNotVerify(
      `Nothing runs on the data directory ${dataDir}. Start it, or name a database by --database.`,
    );
  return {
    databaseUrl: `postgres://postgres:${password.trim()}@127.0.0.1:${port}/${DATABASE}`,
    simulatorUrl: await runningSimulator(dataDir),
  };
}

/** The launcher's database on a server of one's own, whatever database the address names. */
export function launchedDatabase(serverUrl: string): string {
  return Object.assign(new URL(serverUrl), { pathname: `/${DATABASE}` }).href;
}

/** The address of a simulator outlives it: it counts while somebody answers there. */
export async function runningSimulator(dataDir: string): Promise<string | undefined> {
  const url = (await read(dataDir, 'twilio-simulator', 'address'))?.trim();
  if (!url) return undefined;
  const signal = AbortSignal.timeout(HEALTH_TIMEOUT_MS);
  const answer = await fetch(`${url}/healthz`, { signal }).catch(() => undefined);
  return answer?.ok ? url : undefined;
}

async function postgresPort(dataDir: string): Promise<number> {
  const pidFile = await read(dataDir, 'postgres', 'cluster', 'postmaster.pid');
  return Number(pidFile?.split('\n')[PORT_LINE]);
}

/** The file outlives a Postgres that was killed. */
async function hasPostgres(dataDir: string): Promise<boolean> {
  const port = await postgresPort(dataDir);
  if (!port) return false;
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: HEALTH_TIMEOUT_MS });
    const answer = (is: boolean) => () => {
      socket.destroy();
      resolve(is);
    };
    socket.on('connect', answer(true)).on('error', answer(false)).on('timeout', answer(false));
  });
}

function read(...path: string[]): Promise<string | undefined> {
  return readFile(join(...path), 'utf8').catch(() => undefined);
}
