import { EmbeddedTransport, KafkaTransport, type Transport } from '@fieldline/events';
import type { Logger } from '@fieldline/telemetry';
import { EMBEDDED_LOG } from './data-directory.js';
import { brokersOf, type LauncherSettings } from './settings.js';

const PARTITIONS = 8;
/** Who was killed comes back once Kafka has missed it: sooner than in production. */
export const KAFKA_SESSION_SECONDS = 10;

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

/** Where these settings put the events, in words. */
export function eventsOf(settings: LauncherSettings): string {
  return settings.eventsTransport === 'embedded' ? EMBEDDED_LOG : kafkaOf(settings);
}

/** The same for Kafka, which is one of the data directory's own where no address is set. */
export function kafkaOf(settings: LauncherSettings): string {
  const brokers = brokersOf(settings).join(', ');
  const prefix = settings.kafkaPrefix ? ` (${settings.kafkaPrefix}*)` : '';
  return `${brokers ? `Kafka at ${brokers}` : 'a Kafka of its own'}${prefix}`;
}

/** One embedded log for all services, or a Kafka client each. */
export async function openTransports(options: TransportOptions): Promise<Transports> {
  const { settings, logUrl, logger, onFatal } = options;
  if (settings.eventsTransport === 'kafka') {
    const brokers = brokersOf(settings);
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
          sessionTimeoutMs: KAFKA_SESSION_SECONDS * 1_000,
        }),
      close: async () => undefined,
    };
  }
  const embedded = new EmbeddedTransport(logUrl, logger, { onFatal });
  await embedded.start();
  // The services share the log: it is opened before the first and closed after the last.
  const shared: Transport = {
    isSole: true,
    start: async () => undefined,
    produce: (records) => embedded.produce(records),
    consume: (subscription) => embedded.consume(subscription),
    close: async () => undefined,
  };
  return { of: () => shared, close: () => embedded.close() };
}
