import { Database } from '@fieldline/database';
import type { Logger } from '@fieldline/telemetry';
import { type DynamicModule, Module } from '@nestjs/common';
import { DeadLetters } from './dead-letter/dead-letters.js';
import { EventMetrics } from './event-metrics.js';
import { Outbox } from './outbox.js';
import { Relay } from './relay.js';
import { Republications } from './republish/republications.js';
import { Republisher } from './republish/republisher.js';
import { type StateFact, stateFactsOf } from './republish/state-fact.js';
import type { Transport } from './transport.js';

export interface EventsOptions {
  readonly service: string;
  readonly transport: Transport;
  readonly logger: Logger;
  /** How it says its own state again: each of its facts that carry state. */
  readonly states?: readonly StateFact[];
}

/**
 * Provides the outbox, its relay, the dead letters and republication. Relay and republisher are started
 * and stopped by whoever runs the service.
 */
@Module({})
export class EventsModule {
  static forRoot({ service, transport, logger, states = [] }: EventsOptions): DynamicModule {
    const facts = stateFactsOf(service, states);
    return {
      module: EventsModule,
      global: true,
      providers: [
        { provide: Outbox, useFactory: (db: Database) => new Outbox(db), inject: [Database] },
        {
          provide: Relay,
          useFactory: (db: Database, outbox: Outbox) =>
            new Relay(service, db, transport, logger, outbox),
          inject: [Database, Outbox],
        },
        {
          provide: DeadLetters,
          useFactory: (db: Database) => new DeadLetters(service, db, logger),
          inject: [Database],
        },
        {
          provide: Republisher,
          useFactory: (db: Database, outbox: Outbox) =>
            new Republisher(service, db, outbox, facts, logger),
          inject: [Database, Outbox],
        },
        {
          provide: Republications,
          useFactory: (db: Database, republisher: Republisher) =>
            new Republications(service, db, [...facts.keys()], republisher),
          inject: [Database, Republisher],
        },
        {
          provide: EventMetrics,
          useFactory: (db: Database) => new EventMetrics(service, db).observe(),
          inject: [Database],
        },
      ],
      exports: [DeadLetters, Outbox, Relay, Republications, Republisher],
    };
  }
}
