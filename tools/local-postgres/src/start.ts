import { dirname, resolve } from 'node:path';
import { chooseAccount } from './account.js';
import { postgresBinaries } from './binaries.js';
import { Cluster, SUPERUSER } from './cluster.js';
import { configuration, type PostgresSettings } from './configuration.js';
import { giveDirectory, openDirectory, readPassword, readPort, rememberPort } from './directory.js';
import { answers } from './answers.js';
import { lockDirectory } from './lock.js';
import { tryPort } from './port.js';

export interface PostgresOptions {
  dataDir: string;
  /** 0 or undefined: the last start's port while it is free, else a free one. */
  port?: number;
  /** False for data that may be lost in a crash, as tests' may: no fsync. */
  durable?: boolean;
  settings?: PostgresSettings;
  onProgress?: (message: string) => void;
}

export interface Postgres {
  host: string;
  port: number;
  user: string;
  password: string;
  pid: number;
  /** True when a server left behind by a killed process was found on these files. */
  takenOver: boolean;
  url(database?: string): string;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const PORT_ATTEMPTS = 5;

/** Starts Postgres on a directory, making it first when new. One process per directory. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const binaries = postgresBinaries();
  const dataDir = await openDirectory(resolve(options.dataDir));
  const needed = [dirname(dataDir), binaries.initdb, binaries.pgCtl];
  const account = chooseAccount(Cluster.dirIn(dataDir), needed);
  await giveDirectory(dataDir, account);
  const lock = await lockDirectory(dataDir);
  const cluster = new Cluster(dataDir, binaries, account);
  try {
    const { file, password } = await readPassword(dataDir, {
      account,
      clusterExists: cluster.exists,
    });
    if (!cluster.exists) {
      options.onProgress?.('Creating the database files');
      await cluster.create(file, options.durable ?? true);
    }
    const url = (port: number, database: string) =>
      `postgres://${SUPERUSER}:${password}@${HOST}:${port}/${encodeURIComponent(database)}`;
    const usable = (port: number) => answers(url(port, 'postgres'));
    const { port, pid, takenOver } = await boot(cluster, dataDir, options, usable);
    const stop = async () => {
      // Tests may have removed the directory already.
      if (cluster.exists) await cluster.stop();
      await lock.release();
    };
    let stopped: Promise<void> | undefined;
    return {
      host: HOST,
      port,
      pid,
      user: SUPERUSER,
      password,
      takenOver,
      url: (database = 'postgres') => url(port, database),
      stop: () => (stopped ??= stop()),
    };
  } catch (error) {
    if (await cluster.running()) await cluster.stop();
    await lock.release();
    throw error;
  }
}

async function boot(
  cluster: Cluster,
  dataDir: string,
  options: PostgresOptions,
  usable: (port: number) => Promise<boolean>,
): Promise<{ port: number; pid: number; takenOver: boolean }> {
  const orphan = await cluster.running();
  if (orphan) {
    options.onProgress?.(`Taking over Postgres, process ${orphan.pid}, from a run that was killed`);
    const samePort = !options.port || options.port === orphan.port;
    const wanted = configuration(orphan.port, options);
    const sameSettings = wanted === (await cluster.readConfiguration());
    if (samePort && sameSettings && (await usable(orphan.port))) {
      return { ...orphan, takenOver: true };
    }
    await cluster.stop();
  }
  options.onProgress?.('Starting Postgres');
  for (let attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
    const port = await choosePort(options.port, dataDir);
    if (!(await cluster.start(configuration(port, options)))) continue;
    const server = await cluster.running();
    if (!server) throw new Error(`Postgres in ${dataDir} ended right after its start.`);
    await rememberPort(dataDir, port);
    return { port, pid: server.pid, takenOver: orphan !== undefined };
  }
  throw new Error(`Postgres found no free port in ${PORT_ATTEMPTS} attempts.`);
}

/** The system's choice may be taken before Postgres listens: the caller tries again. */
async function choosePort(asked: number | undefined, dataDir: string): Promise<number> {
  if (asked) {
    if ((await tryPort(asked)) !== undefined) return asked;
    throw new Error(`Port ${asked} of ${HOST} is in use by another program.`);
  }
  const port = (await tryPort(await readPort(dataDir))) ?? (await tryPort(0));
  if (port === undefined) throw new Error('This machine has no free port on its loopback address.');
  return port;
}
