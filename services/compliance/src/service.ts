import { MessageAccepted } from '@fieldline/contracts';
import { createRepublication } from '@fieldline/events';
import { defineService } from '@fieldline/service';
import { ComplianceModule } from './app.module.js';
import { ComplianceSettings } from './config.js';
import { ConsentEvent } from './consent/consent-event.entity.js';
import { Consent } from './consent/consent.entity.js';
import { consentFact } from './consent/consent.fact.js';
import { CreateConsent1764000000000 } from './database/migrations/1764000000000-create-consent.js';
import { AddInFlight1764100000000 } from './database/migrations/1764100000000-add-in-flight.js';
import { CreateSeals1764200000000 } from './database/migrations/1764200000000-create-seals.js';
import { CreateConsentHold1765300000000 } from './database/migrations/1765300000000-create-consent-hold.js';
import { LetLettersBeRedacted1765400000000 } from './database/migrations/1765400000000-let-letters-be-redacted.js';
import { ConsentHold } from './hold/hold.entity.js';
import { holdFact } from './hold/hold.fact.js';

export const compliance = defineService({
  name: 'compliance',
  Settings: ComplianceSettings,
  module: () => ComplianceModule,
  entities: [Consent, ConsentEvent, ConsentHold],
  migrations: [
    CreateConsent1764000000000,
    AddInFlight1764100000000,
    createRepublication('compliance'),
    CreateSeals1764200000000,
    CreateConsentHold1765300000000,
    LetLettersBeRedacted1765400000000,
  ],
  states: [consentFact, holdFact],
  ignores: [MessageAccepted],
});
