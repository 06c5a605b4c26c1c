import { loadSettings } from '@fieldline/config';
import { KafkaTransport } from '@fieldline/events';
import { createLogger } from '@fieldline/telemetry';
import type { ServiceDefinition } from './define-service.js';
import type { ServiceSettings } from './service.settings.js';
import { startService } from './start-service.js';

const PARTITIONS = 8;

/** A service as a process of its own, on Kafka: started from the environment, stopped by SIGTERM. */
export async function runService<S extends ServiceSettings>(
  definition: ServiceDefinition<S>,
): Promise<void> {
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
    onFatal: (error) => {
      logger.fatal({ err: error }, 'the consumer can not go on');
      process.exit(1);
    },
  });
  const service = await startService(definition, { settings, transport, logger });
  logger.info({ url: service.url }, 'ready');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      service.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          logger.error({ err: error }, 'stopping failed');
          process.exit(1);
        },
      );
    });
  }
}
