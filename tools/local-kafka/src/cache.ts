/**
 * The jars on this machine. Each is renamed into place once its checksum was right, so whatever
 * stands in the cache is whole, a broken-off download goes on with the next jar, and two processes
 * may fill it at once.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from './errors.js';
import { JARS, type Jar, KAFKA_VERSION } from './jars.js';
import { KafkaUnavailable } from './unavailable.js';

const CONCURRENCY = 6;
const ATTEMPTS = 3;
const JAR_TIMEOUT_MS = 120_000;

export interface CacheOptions {
  /** The Maven repository to download from. */
  repositoryUrl?: string;
  onProgress?: (message: string) => void;
  jars?: Jar[];
}

/** Downloads what is missing; answers the jars' paths, in order. */
export async function fillCache(cacheDir: string, options: CacheOptions = {}): Promise<string[]> {
  const jars = options.jars ?? JARS;
  const folder = join(cacheDir, `kafka-${KAFKA_VERSION}`);
  const place = (jar: Jar) => join(folder, basename(jar.path));
  await mkdir(folder, { recursive: true });
  const missing: Jar[] = [];
  for (const jar of jars) if (!(await isThere(place(jar), jar))) missing.push(jar);
  if (missing.length > 0) {
    const url = (options.repositoryUrl ?? repositoryUrl()).replace(/\/+$/, '');
    const megabytes = Math.ceil(missing.reduce((sum, jar) => sum + jar.bytes, 0) / 1e6);
    options.onProgress?.(`Downloading Kafka ${KAFKA_VERSION} (${megabytes} MB) from ${url}`);
    await inParallel(missing, (jar) => fetchJar(`${url}/${jar.path}`, jar, place(jar)));
  }
  return jars.map(place);
}

/** Maven Central, unless MAVEN_REPOSITORY_URL names a mirror. */
function repositoryUrl(): string {
  return process.env.MAVEN_REPOSITORY_URL || 'https://repo.maven.apache.org/maven2';
}

async function isThere(path: string, jar: Jar): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.size === jar.bytes;
}

async function inParallel<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) await work(item);
  };
  const workers = Array.from({ length: CONCURRENCY }, () =>
    worker().catch((error: unknown) => {
      queue.length = 0;
      throw error;
    }),
  );
  const results = await Promise.allSettled(workers);
  const rejected = results.find((result) => result.status === 'rejected');
  if (rejected) throw rejected.reason;
}

async function fetchJar(url: string, jar: Jar, path: string): Promise<void> {
  const content = await download(url);
  const sha256 = createHash('sha256').update(content).digest('hex');
  if (sha256 !== jar.sha256) {
    throw new Error(`${url} is not the jar we know: its SHA-256 is ${sha256}, not ${jar.sha256}.`);
  }
  const part = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    await writeFile(part, content);
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
}

async function download(url: string): Promise<Buffer> {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(JAR_TIMEOUT_MS) });
      if (response.ok) return Buffer.from(await response.arrayBuffer());
      throw new Error(`HTTP status ${response.status}`);
    } catch (error) {
      if (attempt < ATTEMPTS) {
        await sleep(200 * attempt);
        continue;
      }
      throw new KafkaUnavailable(
        `Kafka ${KAFKA_VERSION} can't be downloaded: ${url}: ${errorMessage(error)}. Set ` +
          'MAVEN_REPOSITORY_URL to a Maven repository that this machine reaches.',
        { cause: error },
      );
    }
  }
}
