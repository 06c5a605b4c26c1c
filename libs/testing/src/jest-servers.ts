/**
 * Servers for a whole Jest run, held by its main process: test files, in their own processes, find
 * the addresses in the environment.
 */
import { type KafkaForTests, kafkaForTests } from './kafka.js';
import { type PostgresForTests, postgresForTests } from './postgres.js';

let postgres: PostgresForTests | undefined;
let kafka: KafkaForTests | undefined;

export interface Wanted {
  kafka: boolean;
}

/** Starts what no address is known of; on failure nothing keeps running. */
export async function setUp({ kafka: wanted }: Wanted): Promise<void> {
  const results = await Promise.allSettled([setUpPostgres(), wanted ? setUpKafka() : undefined]);
  const failed = results.find((result) => result.status === 'rejected');
  if (!failed) return;
  await tearDown();
  throw failed.reason;
}

async function setUpPostgres(): Promise<void> {
  if (process.env.TEST_POSTGRES_URL) return;
  postgres = await postgresForTests();
  process.env.TEST_POSTGRES_URL = postgres.url;
}

async function setUpKafka(): Promise<void> {
  if (process.env.TEST_KAFKA_BROKERS || process.env.TEST_KAFKA_UNAVAILABLE) return;
  const answer = await kafkaForTests();
  if ('unavailable' in answer) {
    process.env.TEST_KAFKA_UNAVAILABLE = answer.unavailable;
    return;
  }
  kafka = answer;
  process.env.TEST_KAFKA_BROKERS = kafka.brokers.join(',');
}

/** Jest calls it after its summary, so what is said here are the run's last lines. */
export async function tearDown(): Promise<void> {
  const missing = process.env.TEST_KAFKA_UNAVAILABLE;
  if (missing) {
    console.warn(`\nTests on Kafka were SKIPPED (REQUIRE_KAFKA=1 makes that fail): ${missing}`);
    delete process.env.TEST_KAFKA_UNAVAILABLE;
  }
  const started = { postgres, kafka };
  postgres = kafka = undefined;
  if (started.postgres) delete process.env.TEST_POSTGRES_URL;
  if (started.kafka) delete process.env.TEST_KAFKA_BROKERS;
  await Promise.all([started.postgres?.stop(), started.kafka?.stop()]);
}
