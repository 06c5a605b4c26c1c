import { startPostgres } from '@fieldline/local-postgres';
import { rm } from 'node:fs/promises';
import { dockerAnswers } from './docker.js';
import { noteContainerFailure, nothingToStop, type Source } from './source.js';
import { watchedDirectory } from './watchdog.js';

export interface PostgresForTests {
  /** Of a user that may create databases. */
  url: string;
  source: Source;
  stop(): Promise<void>;
}

const IMAGE = 'postgres:18-alpine';

/** TEST_POSTGRES_URL's; else a container's; else one from npm's binaries in a temporary folder. */
export async function postgresForTests(): Promise<PostgresForTests> {
  const url = process.env.TEST_POSTGRES_URL;
  if (url) return { url, source: 'environment', stop: nothingToStop };
  if (await dockerAnswers()) {
    try {
      return await startContainer();
    } catch (error) {
      noteContainerFailure(IMAGE, error);
    }
  }
  return startLocal();
}

async function startContainer(): Promise<PostgresForTests> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const flags = Object.entries({ ...settings, max_connections: '200', timezone: 'UTC' });
  const container = await new GenericContainer(IMAGE)
    .withEnvironment({
      POSTGRES_PASSWORD: 'postgres',
      POSTGRES_INITDB_ARGS:
        '--encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C',
    })
    .withCommand(['postgres', ...flags.flatMap(([name, value]) => ['-c', `${name}=${value}`])])
    .withExposedPorts(5432)
    // The image starts the server a first time to prepare itself.
    .withWaitStrategy(
      Wait.forAll([Wait.forLogMessage(/ready to accept connections/, 2), Wait.forListeningPorts()]),
    )
    .start();
  const address = `${container.getHost()}:${container.getMappedPort(5432)}`;
  return {
    url: `postgres://postgres:postgres@${address}/postgres`,
    source: 'testcontainers',
    stop: async () => {
      await container.stop();
    },
  };
}

async function startLocal(): Promise<PostgresForTests> {
  const watchdog = await watchedDirectory('fieldline-postgres', 'QUIT');
  const { directory: dataDir } = watchdog;
  const remove = async () => {
    watchdog.standDown();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const postgres = await startPostgres({ dataDir, durable: false });
    watchdog.watch(postgres.pid);
    return {
      url: postgres.url(),
      source: 'local',
      stop: async () => {
        await postgres.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
