import { Module } from '@nestjs/common';
import { ConsentController } from './consent/consent.controller.js';
import { ConsentListener } from './consent/consent.listener.js';
import { ConsentService } from './consent/consent.service.js';

@Module({
  controllers: [ConsentController, ConsentListener],
  providers: [ConsentService],
})
export class ComplianceModule {}
