import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Broker } from './broker.js';
import { fillCache } from './cache.js';
import { makeWay } from './incumbent.js';
import { findJava } from './java.js';
import { freePort } from './port.js';
import type { Ports } from './properties.js';

export interface KafkaOptions {
  dataDir: string;
  /** Where the jars are kept; the project's `.cache` unless told. */
  cacheDir?: string;
  /** 0 or undefined: a free one. */
  port?: number;
  /** Added to ours, and winning over them: -Xmx1g, for example. */
  javaOptions?: string[];
  /** Told the process of each start, before it serves. */
  onSpawn?: (pid: number) => void;
  onProgress?: (message: string) => void;
}

export interface Kafka {
  brokers: string[];
  readonly pid: number;
  /** An orderly end. */
  stop(): Promise<void>;
  /** What a crash does. */
  kill(): Promise<void>;
  /** Freezes the process: connections stay, nothing answers. Not on Windows. */
  pause(): void;
  resume(): void;
  /** Starts again on the same ports and data, stopping it first when it runs. */
  restart(): Promise<void>;
}

const PORT_ATTEMPTS = 5;
const PROJECT_CACHE = fileURLToPath(new URL('../../../.cache', import.meta.url));

/** Starts one broker; throws KafkaUnavailable without Java 17 or a way to the jars. */
export async function startKafka(options: KafkaOptions): Promise<Kafka> {
  const { onProgress } = options;
  const dataDir = resolve(options.dataDir);
  const java = findJava();
  const classPath = await fillCache(resolve(options.cacheDir ?? PROJECT_CACHE), { onProgress });
  await makeWay(dataDir, onProgress);
  const broker = new Broker(java, classPath, dataDir, options);
  onProgress?.('Starting Kafka');
  const ports = await startOnFreePorts(broker, options.port);
  return {
    brokers: [`127.0.0.1:${ports.broker}`],
    get pid() {
      return broker.pid ?? 0;
    },
    stop: () => broker.stop(),
    kill: () => broker.kill(),
    pause: () => broker.signal('SIGSTOP'),
    resume: () => broker.signal('SIGCONT'),
    restart: async () => {
      await broker.stop();
      await broker.start(ports);
    },
  };
}

/** Another program may take a port between its choice and Kafka's start: then choose again. */
async function startOnFreePorts(broker: Broker, asked: number | undefined): Promise<Ports> {
  for (let attempt = 1; ; attempt++) {
    const ports = { broker: asked || (await freePort()), controller: await freePort() };
    try {
      await broker.start(ports);
      return ports;
    } catch (error) {
      const taken = /Address already in use/.test(String(error));
      if (!taken || attempt === PORT_ATTEMPTS) throw error;
      if (asked) throw new Error(`Port ${asked} is in use by another program.`, { cause: error });
    }
  }
}
