import { Module } from '@nestjs/common';
import { ConsentController } from './consent/consent.controller.js';
import { ConsentListener } from './consent/consent.listener.js';
import { ConsentService } from './consent/consent.service.js';
import { ContactListener } from './consent/contact.listener.js';
import { ConsentSealer } from './seal/consent-sealer.js';

@Module({
  controllers: [ConsentController, ConsentListener, ContactListener],
  providers: [ConsentSealer, ConsentService],
})
export class ComplianceModule {}
