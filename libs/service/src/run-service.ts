import { flushCompileCache } from 'node:module';
import { loadSettings } from '@fieldline/config';
import { KafkaTransport } from '@fieldline/events';
import { createLogger, type Logger } from '@fieldline/telemetry';
import { requireZoneData } from '@fieldline/zones';
import type { ServiceDefinition } from './define-service.js';
import type { ServiceSettings } from './service.settings.js';
import { type RunningService, startService } from './start-service.js';

const PARTITIONS = 8;
/** Just below the 30 s after which supervisors kill: so the log says that it wasn't over. */
const STOP_WITHIN_MS = 28_000;
/** Until load balancers send nobody here any more, and clients have left the connections that they use. */
const LAME_DUCK_MS = 3_000;

/**
 * A service as a process of its own, on Kafka: started from the environment, stopped by SIGTERM.
 * Where a supervisor holds a channel to it, it says `ready` there, and ends when the channel does.
 */
export async function runService<S extends ServiceSettings>(
  definition: ServiceDefinition<S>,
): Promise<void> {
  requireZoneData();
  const settings = loadSettings(definition.Settings, process.env);
  const logger = createLogger({ service: definition.name, level: settings.logLevel });
  const transport = new KafkaTransport({
    brokers: settings.kafkaBrokers.split(','),
    clientId: `fieldline-${definition.name}`,
    prefix: settings.kafkaPrefix,
    logger,
    createTopics: settings.kafkaCreateTopics
      ? { partitions: PARTITIONS, replicationFactor: 1 }
      : undefined,
    sessionTimeoutMs: settings.kafkaSessionSeconds * 1_000,
    stallMs: settings.consumerStallSeconds * 1_000,
    onFatal: (error) => {
      logger.fatal({ err: error }, 'the consumer can not go on');
      process.exit(1);
    },
  });
  const starting = startService(definition, {
    settings,
    transport,
    logger,
    lameDuckMs: LAME_DUCK_MS,
  });
  stopWhenTold(starting, logger);
  const service = await starting;
  logger.info({ url: service.url }, 'ready');
  process.send?.('ready');
  // Where one is kept (NODE_COMPILE_CACHE), for the next start: one that is killed writes nothing at its end.
  flushCompileCache();
}

/** Told during its start, it finishes that first: it may have work in hand already. */
function stopWhenTold(starting: Promise<RunningService>, logger: Logger): void {
  let stopping = false;
  const fail = (error: unknown): void => {
    logger.error({ err: error }, 'stopping failed');
    process.exit(1);
  };
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => fail(new Error(`not over after ${STOP_WITHIN_MS} ms`)), STOP_WITHIN_MS);
    starting.then((service) => service.stop()).then(() => process.exit(0), fail);
  };
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(event, stop);
}
