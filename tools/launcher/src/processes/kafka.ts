import { join } from 'node:path';
import { startKafka } from '@fieldline/local-kafka';
import { brokersOf, type LauncherSettings } from '../settings.js';

export interface RunningKafka {
  readonly brokers: readonly string[];
  stop(): Promise<void>;
}

/**
 * The brokers that are set, or one on the local Java with its data in the data directory.
 * @throws Error that says how to have Kafka, where there is no Java
 */
export async function openKafka(
  settings: LauncherSettings,
  dataDir: string,
  say: (message: string) => void,
): Promise<RunningKafka> {
  const brokers = brokersOf(settings);
  if (brokers.length > 0) return { brokers, stop: async () => undefined };
  try {
    return await startKafka({ dataDir: join(dataDir, 'kafka'), onProgress: say });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'KafkaUnavailable') throw error;
    throw new Error(`${error.message} Or name brokers of your own in KAFKA_BROKERS.`, {
      cause: error,
    });
  }
}
