export { DeadLetterRefused, type RefusalCode } from './dead-letter/dead-letter.errors.js';
export type { DeadLetterFilter } from './dead-letter/dead-letter.queries.js';
export { DeadLetters } from './dead-letter/dead-letters.js';
export {
  type LetterRedaction,
  letRedactLetters,
  redactContactLetters,
  redactLetters,
} from './dead-letter/redaction.js';
export type { Decision } from './dead-letter/turn.js';
export { EmbeddedTransport } from './embedded/embedded-transport.js';
export { fromRecord, type Received, MalformedEvent } from './envelope.js';
export { createEventTables, EVENT_GLOBAL_KEYS, EVENT_PLATFORM_TABLES } from './event-tables.js';
export { EventServer, type EventServerOptions } from './event-server.js';
export { EventsModule } from './events.module.js';
export { isTransient, TransientError } from './failure.js';
export type { Delivery } from './handlers.js';
export { forgetOldEvents } from './inbox.js';
export { KafkaTransport, type KafkaOptions } from './kafka/kafka-transport.js';
export { OnEvent, OnEvents } from './on-event.js';
export { MAX_PAYLOAD_BYTES, Outbox, type NewEvent } from './outbox.js';
export { PollInterval } from './poll-interval.js';
export { Pulse } from './pulse.js';
export { Relay } from './relay.js';
export { type Pace, type RoundOutcome, Rounds } from './rounds.js';
export { createRepublication } from './republish/create-republication.js';
export { Republications, stateOfRuns } from './republish/republications.js';
export { Republisher } from './republish/republisher.js';
export { type Aggregate, stateFact, type StateFact } from './republish/state-fact.js';
export type {
  BatchHandler,
  Consumer,
  ConsumerRun,
  IncomingRecord,
  OutgoingRecord,
  Subscription,
  Transport,
} from './transport.js';
