export { KAFKA_VERSION } from './jars.js';
export { startKafka } from './start.js';
export type { Kafka, KafkaOptions } from './start.js';
export { KafkaUnavailable } from './unavailable.js';
