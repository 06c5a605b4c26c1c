export { createTestDatabase, type TestDatabase } from './database.js';
export { EventStream, type EventStreamOptions, type StreamedEvent } from './event-stream.js';
export { eventually, type EventuallyOptions } from './eventually.js';
export { setUp, tearDown } from './jest-servers.js';
export { type KafkaForTests, kafkaForTests } from './kafka.js';
export { everythingOnTopics, type TopicRecord } from './kafka-topics.js';
export { MailServer, type ReceivedMail, TEST_CERTIFICATE } from './mail-server.js';
export { freePort } from './port.js';
export { type PostgresForTests, postgresForTests } from './postgres.js';
export { type Receiver, startReceiver } from './receiver.js';
export type { Source, Unavailable } from './source.js';
export {
  type Answer,
  type Fact,
  type ServiceUnderTest,
  startServiceUnderTest,
} from './service-under-test.js';
export { type InLine, whileLocked } from './while-locked.js';
export { withinOneDay } from './within-one-day.js';
