import type { Database } from '@fieldline/database';
import { EventConsumer } from '../../src/event-consumer.js';
import { Relay } from '../../src/index.js';
import type { BatchHandler, Transport } from '../../src/transport.js';
import { Gardener } from '../orchard.js';
import { logger } from '../transports.js';
import type { Grove } from './grove.js';

export interface RelayLike {
  start(): void;
  stop(): Promise<void>;
}

/** How the parts are made. A planted bug is one of them made otherwise. */
export interface Craft {
  relay(grove: Grove, database: Database, transport: Transport): RelayLike;
  handler(grove: Grove, database: Database): BatchHandler;
}

export const sound: Craft = {
  relay: (grove, database, transport) =>
    new Relay(grove.name, database, transport, logger, grove.outbox),
  handler(grove, database) {
    const events = new EventConsumer(grove.name, database, new Gardener().table(), logger);
    return (records, run) => events.handle(records, run);
  },
};
