import { BalanceLow, HoldVoided } from '@fieldline/contracts';
import { createRepublication } from '@fieldline/events';
import { jsonLinesBodies } from '@fieldline/http';
import { defineService } from '@fieldline/service';
import { MessagingModule } from './app.module.js';
import { MessagingSettings } from './config.js';
import { exported } from './exported.js';
import { ConsentCopy } from './consent/consent.entity.js';
import { ConsentHoldCopy } from './consent/hold.entity.js';
import { Contact } from './contact/contact.entity.js';
import { contactFact } from './contact/contact.fact.js';
import { Conversation } from './conversation/conversation.entity.js';
import { ConversationEvent } from './conversation/conversation-event.entity.js';
import { conversationFact } from './conversation/conversation.fact.js';
import { CreateMessaging1764000000000 } from './database/migrations/1764000000000-create-messaging.js';
import { IndexUnknown1764100000000 } from './database/migrations/1764100000000-index-unknown.js';
import { ExplainCharges1764300000000 } from './database/migrations/1764300000000-explain-charges.js';
import { CreateTieOut1764500000000 } from './database/migrations/1764500000000-create-tie-out.js';
import { OpenInbox1765000000000 } from './database/migrations/1765000000000-open-inbox.js';
import { SearchThreads1765010000000 } from './database/migrations/1765010000000-search-threads.js';
import { CreateNote1765100000000 } from './database/migrations/1765100000000-create-note.js';
import { CreateShortcut1765110000000 } from './database/migrations/1765110000000-create-shortcut.js';
import { RememberWhatWasAsked1765120000000 } from './database/migrations/1765120000000-remember-what-was-asked.js';
import { TimeFailingTieOuts1765500000000 } from './database/migrations/1765500000000-time-failing-tie-outs.js';
import { CreateEmployee1765200000000 } from './database/migrations/1765200000000-create-employee.js';
import { CreateErasure1765400000000 } from './database/migrations/1765400000000-create-erasure.js';
import { FollowTheRules1766000000000 } from './database/migrations/1766000000000-follow-the-rules.js';
import { CompleteConsent1766110000000 } from './database/migrations/1766110000000-complete-consent.js';
import { ReleaseNumbers1766410000000 } from './database/migrations/1766410000000-release-numbers.js';
import { CreateEvidence1766500000000 } from './database/migrations/1766500000000-create-evidence.js';
import { RememberWhomATextIsAbout1766600000000 } from './database/migrations/1766600000000-remember-whom-a-text-is-about.js';
import { FindOptOutsByNumber1766610000000 } from './database/migrations/1766610000000-find-opt-outs-by-number.js';
import { FollowVisits1766620000000 } from './database/migrations/1766620000000-follow-visits.js';
import { RememberWhatTwilioWasTold1766630000000 } from './database/migrations/1766630000000-remember-what-twilio-was-told.js';
import { Email } from './email/email.entity.js';
import { Employee } from './employee/employee.entity.js';
import { employeeFact } from './employee/employee.fact.js';
import { HoldRecipients1765300000000 } from './database/migrations/1765300000000-hold-recipients.js';
import { Erasure } from './erasure/erasure.entity.js';
import { Message } from './message/message.entity.js';
import { Note } from './note/note.entity.js';
import { OwnNumber } from './number/number.entity.js';
import { QuietHoursCopy } from './quiet-hours/quiet-hours.entity.js';
import { Recipient } from './recipient/recipient.entity.js';
import { RegistrationGate } from './registration-gate/registration-gate.entity.js';
import { SendingPause } from './sending-pause/sending-pause.entity.js';
import { Shortcut } from './shortcut/shortcut.entity.js';
import { Smtp } from './smtp/smtp.entity.js';
import { Tenant } from './tenant/tenant.entity.js';
import { UserCopy } from './user/user.entity.js';

export const messaging = defineService({
  name: 'messaging',
  Settings: MessagingSettings,
  module: (settings) => MessagingModule.with(settings),
  entities: [
    ConsentCopy,
    ConsentHoldCopy,
    Contact,
    Conversation,
    ConversationEvent,
    Email,
    Employee,
    Erasure,
    Message,
    Note,
    OwnNumber,
    QuietHoursCopy,
    Recipient,
    RegistrationGate,
    SendingPause,
    Shortcut,
    Smtp,
    Tenant,
    UserCopy,
  ],
  migrations: [
    CreateMessaging1764000000000,
    IndexUnknown1764100000000,
    createRepublication('messaging'),
    ExplainCharges1764300000000,
    CreateTieOut1764500000000,
    OpenInbox1765000000000,
    SearchThreads1765010000000,
    CreateNote1765100000000,
    CreateShortcut1765110000000,
    RememberWhatWasAsked1765120000000,
    CreateEmployee1765200000000,
    HoldRecipients1765300000000,
    CreateErasure1765400000000,
    TimeFailingTieOuts1765500000000,
    FollowTheRules1766000000000,
    CompleteConsent1766110000000,
    ReleaseNumbers1766410000000,
    CreateEvidence1766500000000,
    RememberWhomATextIsAbout1766600000000,
    FindOptOutsByNumber1766610000000,
    FollowVisits1766620000000,
    RememberWhatTwilioWasTold1766630000000,
  ],
  states: [conversationFact, contactFact, employeeFact],
  exports: exported,
  // What a hold was worth again interests the balance only, which says so itself. Alerts are for people.
  ignores: [BalanceLow, HoldVoided],
  bodyParsers: jsonLinesBodies,
});
