import { Module } from '@nestjs/common';
import { ConsentController } from './consent/consent.controller.js';
import { ConsentListener } from './consent/consent.listener.js';
import { ConsentService } from './consent/consent.service.js';
import { ContactListener } from './consent/contact.listener.js';
import { HoldController } from './hold/hold.controller.js';
import { HoldService } from './hold/hold.service.js';
import { ConsentSealer } from './seal/consent-sealer.js';

@Module({
  controllers: [ConsentController, ConsentListener, ContactListener, HoldController],
  providers: [ConsentSealer, ConsentService, HoldService],
})
export class ComplianceModule {}
