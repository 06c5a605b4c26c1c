import { BalanceLow, HoldVoided } from '@fieldline/contracts';
import { createRepublication } from '@fieldline/events';
import { jsonLinesBodies } from '@fieldline/http';
import { defineService } from '@fieldline/service';
import { MessagingModule } from './app.module.js';
import { MessagingSettings } from './config.js';
import { ConsentCopy } from './consent/consent.entity.js';
import { Contact } from './contact/contact.entity.js';
import { contactFact } from './contact/contact.fact.js';
import { Conversation } from './conversation/conversation.entity.js';
import { CreateMessaging1764000000000 } from './database/migrations/1764000000000-create-messaging.js';
import { IndexUnknown1764100000000 } from './database/migrations/1764100000000-index-unknown.js';
import { ExplainCharges1764300000000 } from './database/migrations/1764300000000-explain-charges.js';
import { CreateTieOut1764500000000 } from './database/migrations/1764500000000-create-tie-out.js';
import { Message } from './message/message.entity.js';
import { OwnNumber } from './number/number.entity.js';
import { Recipient } from './recipient/recipient.entity.js';
import { Tenant } from './tenant/tenant.entity.js';

export const messaging = defineService({
  name: 'messaging',
  Settings: MessagingSettings,
  module: (settings) => MessagingModule.with(settings),
  entities: [ConsentCopy, Contact, Conversation, Message, OwnNumber, Recipient, Tenant],
  migrations: [
    CreateMessaging1764000000000,
    IndexUnknown1764100000000,
    createRepublication('messaging'),
    ExplainCharges1764300000000,
    CreateTieOut1764500000000,
  ],
  states: [contactFact],
  // What a hold was worth again interests the balance only, which says so itself. Alerts are for people.
  ignores: [BalanceLow, HoldVoided],
  bodyParsers: jsonLinesBodies,
});
