import { type DynamicModule, Module } from '@nestjs/common';
import { MessagingSettings } from './config.js';
import { ConsentListener } from './consent/consent.listener.js';
import { ConsentService } from './consent/consent.service.js';
import { ContactController } from './contact/contact.controller.js';
import { ContactService } from './contact/contact.service.js';
import { ConversationController } from './conversation/conversation.controller.js';
import { ConversationService } from './conversation/conversation.service.js';
import { Dispatcher } from './message/dispatcher.js';
import { FollowUp } from './message/follow-up.js';
import { InboundService } from './message/inbound.service.js';
import { MessageController } from './message/message.controller.js';
import { MessageListener } from './message/message.listener.js';
import { MessageService } from './message/message.service.js';
import { Reconciler } from './message/reconciler.js';
import { NumberController } from './number/number.controller.js';
import { NumberService } from './number/number.service.js';
import { ProjectionController } from './projection/projection.controller.js';
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

@Module({
  controllers: [
    ConsentListener,
    ContactController,
    ConversationController,
    MessageController,
    MessageListener,
    NumberController,
    ProjectionController,
    TenantListener,
    TieOutController,
  ],
  providers: [
    ConsentService,
    ContactService,
    ConversationService,
    Dispatcher,
    FollowUp,
    InboundService,
    MessageService,
    NumberService,
    Reconciler,
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
