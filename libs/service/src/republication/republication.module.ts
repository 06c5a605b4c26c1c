import { type DynamicModule, Module } from '@nestjs/common';
import { RepublicationController } from './republication.controller.js';
import { RepublicationService } from './republication.service.js';

/** Republications for whoever asks inside; with a door of their own where the gateway's word counts. */
@Module({})
export class RepublicationModule {
  static forRoot({ door }: { readonly door: boolean }): DynamicModule {
    return {
      module: RepublicationModule,
      global: true,
      controllers: door ? [RepublicationController] : [],
      providers: [RepublicationService],
      exports: [RepublicationService],
    };
  }
}
