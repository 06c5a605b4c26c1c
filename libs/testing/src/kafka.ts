import { KafkaUnavailable, startKafka } from '@fieldline/local-kafka';
import { rm } from 'node:fs/promises';
import { dockerAnswers } from './docker.js';
import { KAFKA_IMAGE, startKafkaContainer } from './kafka-container.js';
import { noteContainerFailure, nothingToStop, type Source, type Unavailable } from './source.js';
import { watchedDirectory } from './watchdog.js';

export interface KafkaForTests {
  brokers: string[];
  source: Source;
  stop(): Promise<void>;
}

/**
 * TEST_KAFKA_BROKERS's; else a container's; else one on the local Java in a temporary folder.
 * Without any: says why, or throws that with REQUIRE_KAFKA=1.
 */
export async function kafkaForTests(): Promise<KafkaForTests | Unavailable> {
  const { TEST_KAFKA_BROKERS, TEST_KAFKA_UNAVAILABLE } = process.env;
  if (TEST_KAFKA_BROKERS) {
    const brokers = TEST_KAFKA_BROKERS.split(',').map((broker) => broker.trim());
    return { brokers, source: 'environment', stop: nothingToStop };
  }
  // The run's set-up tried already: no use in every test file doing so.
  if (TEST_KAFKA_UNAVAILABLE) return unavailable(new KafkaUnavailable(TEST_KAFKA_UNAVAILABLE));
  if (await dockerAnswers()) {
    try {
      return await startKafkaContainer();
    } catch (error) {
      noteContainerFailure(KAFKA_IMAGE, error);
    }
  }
  try {
    return await startLocal();
  } catch (error) {
    if (error instanceof KafkaUnavailable) return unavailable(error);
    throw error;
  }
}

function unavailable(error: Error): Unavailable {
  if (process.env.REQUIRE_KAFKA === '1') throw error;
  return { unavailable: error.message };
}

async function startLocal(): Promise<KafkaForTests> {
  const watchdog = await watchedDirectory('fieldline-kafka', 'KILL');
  const { directory: dataDir } = watchdog;
  const remove = async () => {
    watchdog.standDown();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const kafka = await startKafka({ dataDir, onSpawn: (pid) => watchdog.watch(pid) });
    return {
      brokers: kafka.brokers,
      source: 'local',
      // Its data goes as well, so an orderly end would gain nothing.
      stop: async () => {
        await kafka.kill();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
