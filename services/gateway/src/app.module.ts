import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core';
import { AccessController } from './access/access.controller.js';
import { AccessGuard } from './access/access.guard.js';
import { Credentials } from './access/credentials.js';
import { LoginAttempts } from './access/login-attempts.js';
import { LoginService } from './access/login.service.js';
import { OperatorBootstrap } from './access/operator.bootstrap.js';
import { RouteCheck } from './access/route-check.js';
import { Sessions } from './access/session.js';
import { AlertClient } from './alert/alert.client.js';
import { AlertController } from './alert/alert.controller.js';
import { ApiKeyController } from './api-key/api-key.controller.js';
import { ApiKeyService } from './api-key/api-key.service.js';
import { BalanceClient } from './balance/balance.client.js';
import { BalanceController } from './balance/balance.controller.js';
import { CheckoutClient } from './checkout/checkout.client.js';
import { CheckoutController } from './checkout/checkout.controller.js';
import { GatewaySettings } from './config.js';
import { ConsentClient } from './consent/consent.client.js';
import { ConsentController } from './consent/consent.controller.js';
import { ContactClient } from './contact/contact.client.js';
import { ContactController } from './contact/contact.controller.js';
import { ConversationClient } from './conversation/conversation.client.js';
import { ConversationController } from './conversation/conversation.controller.js';
import { DeadLetterClient } from './dead-letter/dead-letter.client.js';
import { DeadLetterController } from './dead-letter/dead-letter.controller.js';
import { EstimateController } from './estimate/estimate.controller.js';
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
import { PurchasePolicyController } from './purchase/purchase-policy.controller.js';
import { PurchaseClient } from './purchase/purchase.client.js';
import { PurchaseController } from './purchase/purchase.controller.js';
import { StripeController } from './purchase/stripe.controller.js';
import { RechargeClient } from './recharge/recharge.client.js';
import { RechargeController } from './recharge/recharge.controller.js';
import { RepublicationClient } from './republication/republication.client.js';
import { RepublicationController } from './republication/republication.controller.js';
import { StatementClient } from './statement/statement.client.js';
import { StatementController } from './statement/statement.controller.js';
import { CallbackCheck } from './telephony/callback.check.js';
import { TelephonyController } from './telephony/telephony.controller.js';
import { TelephonyService } from './telephony/telephony.service.js';
import { ActivationClient } from './tenant/activation.client.js';
import { TenantController } from './tenant/tenant.controller.js';
import { TenantService } from './tenant/tenant.service.js';
import { TieOutClient } from './tie-out/tie-out.client.js';
import { TieOutController } from './tie-out/tie-out.controller.js';
import { TwilioAccounts } from './twilio/twilio-accounts.js';
import { ProjectionWait } from './upstream/projection-wait.js';
import { serviceProviders } from './upstream/services.js';
import { UserController } from './user/user.controller.js';
import { UserService } from './user/user.service.js';
import { WelcomeController } from './welcome/welcome.controller.js';

@Module({
  imports: [DiscoveryModule],
  controllers: [
    AccessController,
    AlertController,
    ApiKeyController,
    BalanceController,
    CheckoutController,
    ConsentController,
    ContactController,
    ConversationController,
    DeadLetterController,
    EstimateController,
    JobController,
    JobTypeController,
    MessageController,
    PurchaseController,
    PurchasePolicyController,
    RechargeController,
    RepublicationController,
    StatementController,
    StripeController,
    TelephonyController,
    TenantController,
    TieOutController,
    UserController,
    WelcomeController,
  ],
  providers: [
    ActivationClient,
    AlertClient,
    ApiKeyService,
    BalanceClient,
    CallbackCheck,
    CheckoutClient,
    ConsentClient,
    ContactClient,
    ConversationClient,
    Credentials,
    DeadLetterClient,
    IdempotencyService,
    JobClient,
    LoginAttempts,
    LoginService,
    MessageClient,
    OperatorBootstrap,
    ProjectionWait,
    PurchaseClient,
    RechargeClient,
    RepublicationClient,
    RouteCheck,
    StatementClient,
    TelephonyService,
    TenantService,
    TieOutClient,
    Trimming,
    TwilioAccounts,
    UserService,
    ...serviceProviders,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
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
