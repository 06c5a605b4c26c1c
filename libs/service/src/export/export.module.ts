import { Database } from '@fieldline/database';
import { type DynamicModule, Module } from '@nestjs/common';
import { ExportController } from './export.controller.js';
import type { ExportPlan } from './export-plan.js';
import { Exporter } from './exporter.js';

export interface ExportOptions {
  readonly service: string;
  readonly plan: ExportPlan;
  readonly door: boolean;
}

/** What a service keeps of a business, for whoever asks inside; with a door where the gateway's word counts. */
@Module({})
export class ExportModule {
  static forRoot({ service, plan, door }: ExportOptions): DynamicModule {
    return {
      module: ExportModule,
      global: true,
      controllers: door ? [ExportController] : [],
      providers: [
        {
          provide: Exporter,
          inject: [Database],
          useFactory: (database: Database) => new Exporter(service, database, plan),
        },
      ],
      exports: [Exporter],
    };
  }
}
