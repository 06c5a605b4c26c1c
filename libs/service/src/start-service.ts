import { eventCatalogue } from '@fieldline/contracts';
import { Database, DatabaseModule, migrate } from '@fieldline/database';
import {
  DeadLetters,
  EventServer,
  EventsModule,
  Relay,
  Republisher,
  type Transport,
} from '@fieldline/events';
import { createHttpApp, Drain, HealthModule, listenOn, PrincipalVerifier } from '@fieldline/http';
import type { Logger } from '@fieldline/telemetry';
import { Module } from '@nestjs/common';
import { DeadLetterModule } from './dead-letter/dead-letter.module.js';
import type { ServiceDefinition } from './define-service.js';
import { ExportModule } from './export/export.module.js';
import { RepublicationModule } from './republication/republication.module.js';
import type { ServiceSettings } from './service.settings.js';
import { Upkeep } from './upkeep.js';

export interface StartOptions<S extends ServiceSettings> {
  readonly settings: S;
  readonly transport: Transport;
  readonly logger: Logger;
  /** How long it still answers those who are connected when it stops, in ms; 0 when omitted. */
  readonly lameDuckMs?: number;
}

export interface RunningService {
  readonly name: string;
  readonly url: string;
  /** Lets what is under way finish and publishes what was said; then everything is closed. */
  stop(): Promise<void>;
}

const NO_EXPORTS = { tables: {}, leftOut: {} };

/**
 * Starts one service: schema, HTTP, event handlers, relay, in this order, so that it answers
 * nothing before it can and hears nothing before it can keep it.
 */
export async function startService<S extends ServiceSettings>(
  definition: ServiceDefinition<S>,
  { settings, transport, logger, lameDuckMs }: StartOptions<S>,
): Promise<RunningService> {
  const { name, entities, migrations, ignores, states = [], exports = NO_EXPORTS } = definition;
  const door = definition.trustsGateway !== false;
  if (settings.ownerUrl) await migrate({ ownerUrl: settings.ownerUrl, schema: name, migrations });
  await transport.start([...new Set(eventCatalogue().map((event) => event.topic))]);

  let events: EventServer | undefined;
  const checks = [
    { name: 'database', check: () => app.get(Database).ping() },
    { name: 'outbox', check: () => app.get(Relay).check() },
    { name: 'events', check: async () => events?.check() },
  ];

  @Module({
    imports: [
      DatabaseModule.forRoot(settings, entities),
      EventsModule.forRoot({ service: name, transport, logger, states }),
      DeadLetterModule.forRoot({ door }),
      RepublicationModule.forRoot({ door: door && states.length > 0 }),
      ExportModule.forRoot({ service: name, plan: exports, door }),
      HealthModule.forRoot(checks),
      definition.module(settings, logger),
    ],
  })
  class ServiceModule {}

  const app = await createHttpApp(ServiceModule, {
    logger,
    bodyLimit: definition.bodyLimit,
    bodyParsers: definition.bodyParsers,
    principals: door
      ? PrincipalVerifier.create({ jwks: JSON.parse(settings.principalJwks) })
      : undefined,
  });
  const database = app.get(Database);
  const deadLetters = app.get(DeadLetters);
  events = new EventServer({ service: name, database, transport, logger, deadLetters, ignores });
  app.connectMicroservice({ strategy: events }, { inheritAppConfig: true });
  await definition.configure?.(app, settings);

  const relay = app.get(Relay);
  await app.startAllMicroservices();
  relay.start();
  const { host, reusePort } = settings;
  const port = await listenOn(app, host, settings.port, { reusePort, lameDuckMs });
  const upkeep = new Upkeep(database, deadLetters, logger);
  const republisher = app.get(Republisher);
  republisher.start();

  return {
    name,
    url: `http://${host}:${port}`,
    async stop() {
      app.get(Drain).begin();
      // Requests end first, those that still come in answered as ever: Nest's own close would refuse them.
      const answered = app.getHttpAdapter().getInstance().close();
      await Promise.all([answered, upkeep.stop(), republisher.stop()]);
      // Closes the consumer; its last facts are in the outbox when it is done.
      await app.close();
      await relay.stop();
      await transport.close();
      await database.close();
    },
  };
}
