import { type DynamicModule, Module } from '@nestjs/common';
import { Database } from './database.js';
import type { DatabaseSettings } from './database.settings.js';

type Entities = ConstructorParameters<typeof Database>[1];

/**
 * Provides a connected Database, which whoever runs the service closes last.
 * Own module, because @nestjs/typeorm shares registries between apps of one process.
 */
@Module({})
export class DatabaseModule {
  static forRoot(settings: DatabaseSettings, entities: Entities): DynamicModule {
    const provider = {
      provide: Database,
      useFactory: () => new Database(settings, entities).connect(),
    };
    return { module: DatabaseModule, global: true, providers: [provider], exports: [Database] };
  }
}
