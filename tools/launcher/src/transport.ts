import { EmbeddedTransport, KafkaTransport, type Transport } from '@fieldline/events';
import type { Logger } from '@fieldline/telemetry';
import type { LauncherSettings } from './settings.js';

const PARTITIONS = 8;

export interface Transports {
  /** The transport of one service. */
  of(service: string): Transport;
  close(): Promise<void>;
}

export interface TransportOptions {
  readonly settings: LauncherSettings;
  readonly logUrl: string;
  readonly logger: Logger;
  onFatal(error: Error): void;
}

/** One embedded log for all services, or a Kafka client each. */
export async function openTransports(options: TransportOptions): Promise<Transports> {
  const { settings, logUrl, logger, onFatal } = options;
  if (settings.eventsTransport === 'kafka') {
    const brokers = settings.kafkaBrokers.split(',').filter((broker) => broker !== '');
    if (brokers.length === 0) throw new Error('EVENTS_TRANSPORT=kafka needs KAFKA_BROKERS.');
    return {
      of: (service) =>
        new KafkaTransport({
          brokers,
          clientId: `fieldline-${service}`,
          prefix: settings.kafkaPrefix,
          logger,
          onFatal,
          createTopics: { partitions: PARTITIONS, replicationFactor: 1 },
        }),
      close: async () => undefined,
    };
  }
  const embedded = new EmbeddedTransport(logUrl, logger);
  await embedded.start();
  // The services share the log: it is opened before the first and closed after the last.
  const shared: Transport = {
    start: async () => undefined,
    produce: (records) => embedded.produce(records),
    consume: (subscription) => embedded.consume(subscription),
    close: async () => undefined,
  };
  return { of: () => shared, close: () => embedded.close() };
}
