import { MessageAccepted } from '@fieldline/contracts';
import { createRepublication } from '@fieldline/events';
import { jsonLinesBodies } from '@fieldline/http';
import { defineService } from '@fieldline/service';
import { ComplianceModule } from './app.module.js';
import { ComplianceSettings } from './config.js';
import { exported } from './exported.js';
import { ConsentEvent } from './consent/consent-event.entity.js';
import { Consent } from './consent/consent.entity.js';
import { consentFact } from './consent/consent.fact.js';
import { CreateConsent1764000000000 } from './database/migrations/1764000000000-create-consent.js';
import { AddInFlight1764100000000 } from './database/migrations/1764100000000-add-in-flight.js';
import { CreateSeals1764200000000 } from './database/migrations/1764200000000-create-seals.js';
import { CreateConsentHold1765300000000 } from './database/migrations/1765300000000-create-consent-hold.js';
import { LetLettersBeRedacted1765400000000 } from './database/migrations/1765400000000-let-letters-be-redacted.js';
import { CompleteConsent1766100000000 } from './database/migrations/1766100000000-complete-consent.js';
import { CreateRegistration1766200000000 } from './database/migrations/1766200000000-create-registration.js';
import { ChainConsent1766700000000 } from './database/migrations/1766700000000-chain-consent.js';
import { ConsentHold } from './hold/hold.entity.js';
import { holdFact } from './hold/hold.fact.js';
import { QuietHoursRow } from './quiet-hours/quiet-hours.entity.js';
import { quietHoursFact } from './quiet-hours/quiet-hours.fact.js';
import { NumberCopy } from './registration/number-copy.entity.js';
import { Registration } from './registration/registration.entity.js';
import { registrationFact } from './registration/registration.fact.js';
import { RegistrationStep } from './registration/registration-step.entity.js';

export const compliance = defineService({
  name: 'compliance',
  Settings: ComplianceSettings,
  module: (settings) => ComplianceModule.with(settings),
  entities: [
    Consent,
    ConsentEvent,
    ConsentHold,
    NumberCopy,
    QuietHoursRow,
    Registration,
    RegistrationStep,
  ],
  migrations: [
    CreateConsent1764000000000,
    AddInFlight1764100000000,
    createRepublication('compliance'),
    CreateSeals1764200000000,
    CreateConsentHold1765300000000,
    LetLettersBeRedacted1765400000000,
    CompleteConsent1766100000000,
    CreateRegistration1766200000000,
    ChainConsent1766700000000,
  ],
  states: [consentFact, holdFact, quietHoursFact, registrationFact],
  exports: exported,
  ignores: [MessageAccepted],
  bodyParsers: jsonLinesBodies,
});
