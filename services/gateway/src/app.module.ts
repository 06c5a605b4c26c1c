import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core';
import { AccessController } from './access/access.controller.js';
import { AccessGuard } from './access/access.guard.js';
import { Credentials } from './access/credentials.js';
import { LoginAttempts } from './access/login-attempts.js';
import { LoginService } from './access/login.service.js';
import { OperatorBootstrap } from './access/operator.bootstrap.js';
import { RouteCheck } from './access/route-check.js';
import { SendingGate } from './access/sending-gate.js';
import { Sessions } from './access/session.js';
import { AlertClient } from './alert/alert.client.js';
import { AlertController } from './alert/alert.controller.js';
import { ApiKeyController } from './api-key/api-key.controller.js';
import { ApiKeyService } from './api-key/api-key.service.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditListener } from './audit/audit.listener.js';
import { AuditService } from './audit/audit.service.js';
import { BalanceClient } from './balance/balance.client.js';
import { BalanceController } from './balance/balance.controller.js';
import { CarrierController } from './carrier/carrier.controller.js';
import { CheckoutClient } from './checkout/checkout.client.js';
import { CheckoutController } from './checkout/checkout.controller.js';
import { GatewaySettings } from './config.js';
import { ConsentImportClient } from './consent/consent-import.client.js';
import { ConsentClient } from './consent/consent.client.js';
import { ConsentController } from './consent/consent.controller.js';
import { ConsentHoldClient } from './consent-hold/consent-hold.client.js';
import { ConsentHoldController } from './consent-hold/consent-hold.controller.js';
import { ContactClient } from './contact/contact.client.js';
import { ContactController } from './contact/contact.controller.js';
import { AttentionController } from './conversation/attention.controller.js';
import { ConversationClient } from './conversation/conversation.client.js';
import { ConversationController } from './conversation/conversation.controller.js';
import { InboxController } from './conversation/inbox.controller.js';
import { CursorInterceptor } from './cursor/cursor.interceptor.js';
import { DeadLetterClient } from './dead-letter/dead-letter.client.js';
import { DeadLetterController } from './dead-letter/dead-letter.controller.js';
import { DeliveryCodeController } from './delivery-code/delivery-code.controller.js';
import { DossierClient } from './dossier/dossier.client.js';
import { DossierController } from './dossier/dossier.controller.js';
import { EmployeeEmailClient } from './employee/employee-email.client.js';
import { EmployeeEmailController } from './employee/employee-email.controller.js';
import { EmployeeTexts } from './employee/employee-texts.js';
import { EmployeeClient } from './employee/employee.client.js';
import { EmployeeController } from './employee/employee.controller.js';
import { ErasureClient } from './erasure/erasure.client.js';
import { ErasureController } from './erasure/erasure.controller.js';
import { ErasureListener } from './erasure/erasure.listener.js';
import { EstimateController } from './estimate/estimate.controller.js';
import { EstimateService } from './estimate/estimate.service.js';
import { FieldCodeController } from './field-code/field-code.controller.js';
import { FieldRecords } from './field-code/field-code.records.js';
import { FieldCodeService } from './field-code/field-code.service.js';
import { FirstTextListener } from './go-live/first-text.listener.js';
import { GoLiveController } from './go-live/go-live.controller.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import { Seal } from './idempotency/idempotency.seal.js';
import { IdempotencyService } from './idempotency/idempotency.service.js';
import { Trimming } from './idempotency/trimming.js';
import { JobTypeController } from './job/job-type.controller.js';
import { JobClient } from './job/job.client.js';
import { JobController } from './job/job.controller.js';
import { LOGGER, type Logger } from './logger.js';
import { MessageClient } from './message/message.client.js';
import { MessageController } from './message/message.controller.js';
import { NoteClient } from './note/note.client.js';
import { NoteController } from './note/note.controller.js';
import { NotificationController } from './notification/notification.controller.js';
import { NotificationListener } from './notification/notification.listener.js';
import { NotificationService } from './notification/notification.service.js';
import { PurchaseLinkController } from './purchase-link/purchase-link.controller.js';
import { PurchaseLinkService } from './purchase-link/purchase-link.service.js';
import { PurchasePageController } from './purchase-link/purchase-page.controller.js';
import { FlaggedPurchaseController } from './purchase/flagged-purchase.controller.js';
import { PurchasePolicyController } from './purchase/purchase-policy.controller.js';
import { PurchaseClient } from './purchase/purchase.client.js';
import { PurchaseController } from './purchase/purchase.controller.js';
import { StripeController } from './purchase/stripe.controller.js';
import { QuietHoursClient } from './quiet-hours/quiet-hours.client.js';
import { QuietHoursController } from './quiet-hours/quiet-hours.controller.js';
import { RechargeClient } from './recharge/recharge.client.js';
import { RechargeController } from './recharge/recharge.controller.js';
import { RegistrationClient } from './registration/registration.client.js';
import { RegistrationController } from './registration/registration.controller.js';
import { RegistrationListener } from './registration/registration.listener.js';
import { RegistrationService } from './registration/registration.service.js';
import { RepublicationClient } from './republication/republication.client.js';
import { RepublicationController } from './republication/republication.controller.js';
import { RetentionController } from './retention/retention.controller.js';
import { Acknowledgements } from './rules/acknowledgements.js';
import { RulesController } from './rules/rules.controller.js';
import { RulesService } from './rules/rules.service.js';
import { SendingPauseController } from './sending-pause/sending-pause.controller.js';
import { SendingPauseService } from './sending-pause/sending-pause.service.js';
import { ShortcutClient } from './shortcut/shortcut.client.js';
import { ShortcutController } from './shortcut/shortcut.controller.js';
import { TemplateClient } from './template/template.client.js';
import { TemplateController } from './template/template.controller.js';
import { TemplatePreview } from './template/template.preview.js';
import { SmtpClient } from './smtp/smtp.client.js';
import { SmtpController } from './smtp/smtp.controller.js';
import { StatementClient } from './statement/statement.client.js';
import { StatementController } from './statement/statement.controller.js';
import { OpenStreams } from './stream/open-streams.js';
import { StreamController } from './stream/stream.controller.js';
import { StreamListener } from './stream/stream.listener.js';
import { StreamPruning } from './stream/stream.pruning.js';
import { StreamService } from './stream/stream.service.js';
import { StreamTail } from './stream/stream.tail.js';
import { StreamWatch } from './stream/stream.watch.js';
import { CallbackCheck } from './telephony/callback.check.js';
import { RegistrationReportController } from './telephony/registration-report.controller.js';
import { RegistrationReportService } from './telephony/registration-report.service.js';
import { TelephonyController } from './telephony/telephony.controller.js';
import { TelephonyService } from './telephony/telephony.service.js';
import { ActivationClient } from './tenant/activation.client.js';
import { ClosingQueries } from './tenant/closing.queries.js';
import { ClosingRounds } from './tenant/closing.rounds.js';
import { TenantExportController } from './tenant/tenant-export.controller.js';
import { TenantExport } from './tenant/tenant-export.js';
import { TenantStateService } from './tenant/tenant-state.service.js';
import { TenantController } from './tenant/tenant.controller.js';
import { TenantService } from './tenant/tenant.service.js';
import { TextingSettingsController } from './texting-settings/texting-settings.controller.js';
import { TieOutClient } from './tie-out/tie-out.client.js';
import { TieOutController } from './tie-out/tie-out.controller.js';
import { TwilioAccounts } from './twilio/twilio-accounts.js';
import { ProjectionWait } from './upstream/projection-wait.js';
import { serviceProviders } from './upstream/services.js';
import { UserClient } from './user/user.client.js';
import { UserController } from './user/user.controller.js';
import { UserService } from './user/user.service.js';
import { ViewingController } from './viewing/viewing.controller.js';
import { ViewingService } from './viewing/viewing.service.js';
import { ViewingSweep } from './viewing/viewing.sweep.js';
import { VisitClient } from './visit/visit.client.js';
import { VisitController } from './visit/visit.controller.js';
import { WelcomeController } from './welcome/welcome.controller.js';

@Module({
  imports: [DiscoveryModule],
  controllers: [
    // Before the heads of the streams are locked: what it writes holds up nobody.
    AuditListener,
    FirstTextListener,
    // Locks the heads of the streams for the handlers behind it.
    StreamListener,
    AccessController,
    AlertController,
    ApiKeyController,
    AttentionController,
    AuditController,
    BalanceController,
    CarrierController,
    CheckoutController,
    ConsentController,
    ConsentHoldController,
    ContactController,
    ConversationController,
    DeadLetterController,
    DeliveryCodeController,
    DossierController,
    EmployeeController,
    EmployeeEmailController,
    ErasureController,
    ErasureListener,
    EstimateController,
    FieldCodeController,
    FlaggedPurchaseController,
    GoLiveController,
    InboxController,
    JobController,
    JobTypeController,
    MessageController,
    NoteController,
    NotificationController,
    NotificationListener,
    PurchaseController,
    PurchaseLinkController,
    PurchasePageController,
    PurchasePolicyController,
    QuietHoursController,
    RechargeController,
    RegistrationController,
    RegistrationListener,
    RegistrationReportController,
    RepublicationController,
    RetentionController,
    RulesController,
    SendingPauseController,
    ShortcutController,
    TemplateController,
    SmtpController,
    StatementController,
    StreamController,
    StripeController,
    TelephonyController,
    TenantController,
    TenantExportController,
    TextingSettingsController,
    TieOutController,
    UserController,
    ViewingController,
    VisitController,
    WelcomeController,
  ],
  providers: [
    Acknowledgements,
    ActivationClient,
    AlertClient,
    ApiKeyService,
    AuditService,
    BalanceClient,
    CallbackCheck,
    CheckoutClient,
    ClosingQueries,
    ClosingRounds,
    ConsentClient,
    ConsentHoldClient,
    ConsentImportClient,
    ContactClient,
    ConversationClient,
    Credentials,
    DeadLetterClient,
    DossierClient,
    EmployeeClient,
    EmployeeEmailClient,
    EmployeeTexts,
    ErasureClient,
    EstimateService,
    FieldCodeService,
    FieldRecords,
    IdempotencyService,
    JobClient,
    LoginAttempts,
    LoginService,
    MessageClient,
    NoteClient,
    NotificationService,
    OpenStreams,
    OperatorBootstrap,
    ProjectionWait,
    PurchaseClient,
    PurchaseLinkService,
    QuietHoursClient,
    RechargeClient,
    RegistrationClient,
    RegistrationReportService,
    RegistrationService,
    RepublicationClient,
    RouteCheck,
    RulesService,
    SendingGate,
    SendingPauseService,
    ShortcutClient,
    TemplateClient,
    TemplatePreview,
    SmtpClient,
    StatementClient,
    StreamPruning,
    StreamService,
    StreamTail,
    StreamWatch,
    TelephonyService,
    TenantService,
    TenantStateService,
    TenantExport,
    TieOutClient,
    Trimming,
    TwilioAccounts,
    UserClient,
    UserService,
    VisitClient,
    ViewingService,
    ViewingSweep,
    ...serviceProviders,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
    { provide: APP_INTERCEPTOR, useClass: CursorInterceptor },
  ],
})
export class GatewayModule {
  static forRoot(settings: GatewaySettings, logger: Logger): DynamicModule {
    return {
      module: GatewayModule,
      providers: [
        { provide: GatewaySettings, useValue: settings },
        { provide: LOGGER, useValue: logger },
        { provide: Seal, useValue: new Seal(settings.callbackSecret) },
        { provide: Sessions, useFactory: () => Sessions.create(settings.sessionPrivateKey) },
      ],
    };
  }
}
