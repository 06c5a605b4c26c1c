import { Database } from '@fieldline/database';
import type { Logger } from '@fieldline/telemetry';
import { type DynamicModule, Module } from '@nestjs/common';
import { DeadLetters } from './dead-letter/dead-letters.js';
import { EventMetrics } from './event-metrics.js';
import { Outbox } from './outbox.js';
import { Relay } from './relay.js';
import type { Transport } from './transport.js';

export interface EventsOptions {
  readonly service: string;
  readonly transport: Transport;
  readonly logger: Logger;
}

/** Provides the outbox, its relay and the dead letters. The relay is started and stopped by whoever runs the service. */
@Module({})
export class EventsModule {
  static forRoot({ service, transport, logger }: EventsOptions): DynamicModule {
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
          provide: EventMetrics,
          useFactory: (db: Database) => new EventMetrics(service, db).observe(),
          inject: [Database],
        },
      ],
      exports: [DeadLetters, Outbox, Relay],
    };
  }
}
