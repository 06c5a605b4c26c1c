import {
  type DynamicModule,
  type FactoryProvider,
  Module,
  type ModuleMetadata,
} from '@nestjs/common';
import { Drain } from './drain.js';
import { HealthController, READINESS_CHECKS, type ReadinessCheck } from './health.controller.js';

type Checks = readonly ReadinessCheck[];

/** `GET /healthz` and `GET /readyz`, open to everybody, and the app's `Drain`. */
@Module({})
export class HealthModule {
  static forRoot(checks: Checks): DynamicModule {
    return HealthModule.forRootAsync({ useFactory: () => checks });
  }

  /** For checks made of providers: `{ inject: [Database], useFactory: (database) => […] }`. */
  static forRootAsync({
    imports = [],
    inject = [],
    useFactory,
  }: Pick<ModuleMetadata, 'imports'> &
    Pick<FactoryProvider<Checks>, 'inject' | 'useFactory'>): DynamicModule {
    return {
      module: HealthModule,
      global: true,
      imports,
      controllers: [HealthController],
      providers: [Drain, { provide: READINESS_CHECKS, inject, useFactory }],
      exports: [Drain],
    };
  }
}
