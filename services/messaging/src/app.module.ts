import { type DynamicModule, Module } from '@nestjs/common';
import { MessagingSettings } from './config.js';
import { ConsentListener } from './consent/consent.listener.js';
import { ConsentService } from './consent/consent.service.js';
import { HoldService } from './consent/hold.service.js';
import { ContactController } from './contact/contact.controller.js';
import { ContactService } from './contact/contact.service.js';
import { AttentionController } from './conversation/attention.controller.js';
import { AttentionService } from './conversation/attention.service.js';
import { ConversationController } from './conversation/conversation.controller.js';
import { ConversationService } from './conversation/conversation.service.js';
import { EmailController } from './email/email.controller.js';
import { EmailSender } from './email/email.sender.js';
import { EmailService } from './email/email.service.js';
import { EmployeeController } from './employee/employee.controller.js';
import { EmployeeService } from './employee/employee.service.js';
import { InboxController } from './conversation/inbox.controller.js';
import { InboxService } from './conversation/inbox.service.js';
import { ErasureController } from './erasure/erasure.controller.js';
import { ErasureRounds } from './erasure/erasure.rounds.js';
import { ErasureService } from './erasure/erasure.service.js';
import { RetentionRounds } from './erasure/retention.rounds.js';
import { OptOutConfirmation } from './consent/opt-out-confirmation.js';
import { EvidenceController } from './evidence/evidence.controller.js';
import { EvidenceService } from './evidence/evidence.service.js';
import { JobListener } from './job/job.listener.js';
import { Dispatcher } from './message/dispatcher.js';
import { FollowUp } from './message/follow-up.js';
import { InboundService } from './message/inbound.service.js';
import { MessageController } from './message/message.controller.js';
import { MessageListener } from './message/message.listener.js';
import { MessageService } from './message/message.service.js';
import { Reconciler } from './message/reconciler.js';
import { NoteController } from './note/note.controller.js';
import { NoteService } from './note/note.service.js';
import { InboundAddressRounds } from './number/inbound-address.rounds.js';
import { NumberController } from './number/number.controller.js';
import { NumberService } from './number/number.service.js';
import { ProjectionController } from './projection/projection.controller.js';
import { QuietHoursListener } from './quiet-hours/quiet-hours.listener.js';
import { RegistrationGateListener } from './registration-gate/registration-gate.listener.js';
import { SendingPauseListener } from './sending-pause/sending-pause.listener.js';
import { MessagingSealer } from './seal/messaging-sealer.js';
import { ShortcutController } from './shortcut/shortcut.controller.js';
import { ShortcutService } from './shortcut/shortcut.service.js';
import { MailServers } from './smtp/mail-servers.js';
import { SmtpController } from './smtp/smtp.controller.js';
import { SmtpService } from './smtp/smtp.service.js';
import { TenantListener } from './tenant/tenant.listener.js';
import { TieOutCalendar } from './tie-out/tie-out.calendar.js';
import { TieOutController } from './tie-out/tie-out.controller.js';
import { TieOutRunner } from './tie-out/tie-out.runner.js';
import { TieOutService } from './tie-out/tie-out.service.js';
import { TieOutSteps } from './tie-out/tie-out.steps.js';
import { TwilioClient } from './twilio/twilio-client.js';
import { TwilioMessages } from './twilio/twilio-messages.js';
import { TwilioNumbers } from './twilio/twilio-numbers.js';
import { TwilioRecords } from './twilio/twilio-records.js';
import { UserListener } from './user/user.listener.js';

@Module({
  controllers: [
    AttentionController,
    ConsentListener,
    ContactController,
    ConversationController,
    EmailController,
    EmployeeController,
    ErasureController,
    EvidenceController,
    InboxController,
    JobListener,
    MessageController,
    MessageListener,
    NoteController,
    NumberController,
    ProjectionController,
    QuietHoursListener,
    RegistrationGateListener,
    SendingPauseListener,
    ShortcutController,
    SmtpController,
    TenantListener,
    TieOutController,
    UserListener,
  ],
  providers: [
    AttentionService,
    ConsentService,
    ContactService,
    ConversationService,
    Dispatcher,
    EmailSender,
    EmailService,
    EmployeeService,
    ErasureRounds,
    ErasureService,
    EvidenceService,
    FollowUp,
    HoldService,
    InboundAddressRounds,
    InboundService,
    InboxService,
    MailServers,
    MessageService,
    MessagingSealer,
    NoteService,
    NumberService,
    OptOutConfirmation,
    Reconciler,
    RetentionRounds,
    ShortcutService,
    SmtpService,
    TieOutCalendar,
    TieOutRunner,
    TieOutService,
    TieOutSteps,
    TwilioClient,
    TwilioMessages,
    TwilioNumbers,
    TwilioRecords,
  ],
})
export class MessagingModule {
  static with(settings: MessagingSettings): DynamicModule {
    return {
      module: MessagingModule,
      providers: [{ provide: MessagingSettings, useValue: settings }],
    };
  }
}
