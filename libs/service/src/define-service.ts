import type { EventClass } from '@fieldline/contracts';
import type { StateFact } from '@fieldline/events';
import type { Logger } from '@fieldline/telemetry';
import type { BodyParser } from '@fieldline/http';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { MigrationInterface } from 'typeorm';
import type { ExportPlan } from './export/export-plan.js';
import type { ServiceSettings } from './service.settings.js';

export interface ServiceDefinition<S extends ServiceSettings> {
  /** Also the name of its schema, its roles and its consumer group. */
  readonly name: string;
  readonly Settings: new () => S;
  module(settings: S, logger: Logger): Type | DynamicModule;
  readonly entities: readonly (new () => object)[];
  readonly migrations: readonly (new () => MigrationInterface)[];
  /** Events of the topics it hears that it has no use for. */
  readonly ignores?: readonly EventClass[];
  /** How it says again what it owns: every fact of its that carries state. */
  readonly states?: readonly StateFact[];
  /** What a business is given of what it keeps of them; nothing when omitted. */
  readonly exports?: ExportPlan;
  /** The gateway checks credentials itself; every other service takes the gateway's word. */
  readonly trustsGateway?: boolean;
  readonly bodyLimit?: number;
  readonly bodyParsers?: readonly BodyParser[];
  /** Last touches before it listens. */
  configure?(app: NestFastifyApplication, settings: S): void | Promise<void>;
}

/** Declares a service: what `runService` and the launcher start. */
export function defineService<S extends ServiceSettings>(
  definition: ServiceDefinition<S>,
): ServiceDefinition<S> {
  return definition;
}
