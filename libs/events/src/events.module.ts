import { Database } from '@fieldline/database';
import type { Logger } from '@fieldline/telemetry';
import { type DynamicModule, Module } from '@nestjs/common';
import { Outbox } from './outbox.js';
import { Relay } from './relay.js';
import type { Transport } from './transport.js';

export interface EventsOptions {
  readonly service: string;
  readonly transport: Transport;
  readonly logger: Logger;
}

/** Provides the outbox and its relay. The relay is started and stopped by whoever runs the service. */
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
      ],
      exports: [Outbox, Relay],
    };
  }
}
