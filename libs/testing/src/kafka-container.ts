import { KAFKA_VERSION } from '@fieldline/local-kafka';
import { Kafka, logLevel } from 'kafkajs';
import { eventually } from './eventually.js';
import type { KafkaForTests } from './kafka.js';
import { freePort } from './port.js';

export const KAFKA_IMAGE = `apache/kafka:${KAFKA_VERSION}`;

/** Clients are told the broker's address by the broker, so its host port must be known before. */
export async function startKafkaContainer(): Promise<KafkaForTests> {
  const { GenericContainer, getContainerRuntimeClient, Wait } = await import('testcontainers');
  const { host } = (await getContainerRuntimeClient()).info.containerRuntime;
  const port = await freePort();
  const container = await new GenericContainer(KAFKA_IMAGE)
    .withEnvironment(kafkaEnvironment(host, port))
    .withExposedPorts({ container: port, host: port })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .start();
  const brokers = [`${host}:${port}`];
  try {
    await checkBroker(brokers);
  } catch (error) {
    await container.stop();
    throw error;
  }
  return {
    brokers,
    source: 'testcontainers',
    stop: async () => {
      await container.stop();
    },
  };
}

/** Given any setting, the image takes none of its own. */
export function kafkaEnvironment(host: string, port: number): Record<string, string> {
  return {
    KAFKA_NODE_ID: '1',
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_LISTENERS: `PLAINTEXT://0.0.0.0:${port},CONTROLLER://localhost:${controllerPort(port)}`,
    KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://${host}:${port}`,
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_INTER_BROKER_LISTENER_NAME: 'PLAINTEXT',
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    KAFKA_CONTROLLER_QUORUM_VOTERS: `1@localhost:${controllerPort(port)}`,
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '1',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
    KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: '1',
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS: '1000',
    KAFKA_HEAP_OPTS: '-Xmx384m',
  };
}

/** Inside the container nothing else listens: any other port will do. */
const controllerPort = (port: number) => (port === 9093 ? 9094 : 9093);

async function checkBroker(brokers: string[]): Promise<void> {
  const kafka = new Kafka({ clientId: 'testing', brokers, logLevel: logLevel.NOTHING });
  const admin = kafka.admin({ retry: { retries: 0 } });
  try {
    await eventually(() => admin.describeCluster(), { timeoutMs: 15_000, intervalMs: 250 });
  } finally {
    await admin.disconnect();
  }
}
