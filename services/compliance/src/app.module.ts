import { type DynamicModule, Module } from '@nestjs/common';
import { ComplianceSettings } from './config.js';
import { ConsentController } from './consent/consent.controller.js';
import { ConsentEndingService } from './consent/consent-ending.service.js';
import { ConsentImporter } from './consent/consent.importer.js';
import { ConsentListener } from './consent/consent.listener.js';
import { ConsentService } from './consent/consent.service.js';
import { ContactListener } from './consent/contact.listener.js';
import { EvidenceController } from './evidence/evidence.controller.js';
import { EvidenceService } from './evidence/evidence.service.js';
import { HoldController } from './hold/hold.controller.js';
import { HoldService } from './hold/hold.service.js';
import { QuietHoursController } from './quiet-hours/quiet-hours.controller.js';
import { QuietHoursService } from './quiet-hours/quiet-hours.service.js';
import { RegistrationIntake } from './registration/intake/registration.intake.js';
import { OwnNumbers } from './registration/own-numbers.js';
import { Pace } from './registration/pace.js';
import { Pen } from './registration/pen.js';
import { RegistrationClosure } from './registration/registration.closure.js';
import { RegistrationController } from './registration/registration.controller.js';
import { RegistrationListener } from './registration/registration.listener.js';
import { RegistrationOtp } from './registration/registration.otp.js';
import { RegistrationService } from './registration/registration.service.js';
import { RegistrationStore } from './registration/registration.store.js';
import { Saga } from './registration/saga/saga.js';
import { SagaRounds } from './registration/saga/saga.rounds.js';
import { ConsentSealer } from './seal/consent-sealer.js';
import { TwilioClient } from './twilio/twilio-client.js';

@Module({
  controllers: [
    ConsentController,
    ConsentListener,
    ContactListener,
    EvidenceController,
    HoldController,
    QuietHoursController,
    RegistrationController,
    RegistrationListener,
  ],
  providers: [
    ConsentEndingService,
    ConsentImporter,
    ConsentSealer,
    ConsentService,
    EvidenceService,
    HoldService,
    OwnNumbers,
    Pace,
    Pen,
    QuietHoursService,
    RegistrationClosure,
    RegistrationIntake,
    RegistrationOtp,
    RegistrationService,
    RegistrationStore,
    Saga,
    SagaRounds,
    TwilioClient,
  ],
})
export class ComplianceModule {
  static with(settings: ComplianceSettings): DynamicModule {
    return {
      module: ComplianceModule,
      providers: [{ provide: ComplianceSettings, useValue: settings }],
    };
  }
}
