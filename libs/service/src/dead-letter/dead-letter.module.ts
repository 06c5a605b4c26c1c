import { type DynamicModule, Module } from '@nestjs/common';
import { DeadLetterController } from './dead-letter.controller.js';
import { DeadLetterService } from './dead-letter.service.js';

/** Dead letters for whoever asks inside; with a door of their own where the gateway's word counts. */
@Module({})
export class DeadLetterModule {
  static forRoot({ door }: { readonly door: boolean }): DynamicModule {
    return {
      module: DeadLetterModule,
      global: true,
      controllers: door ? [DeadLetterController] : [],
      providers: [DeadLetterService],
      exports: [DeadLetterService],
    };
  }
}
