import { Database } from '@fieldline/database';
import { Logger, type Provider } from '@nestjs/common';
import { BillingSettings } from '../config.js';
import { PaymentProvider } from './payment.provider.js';
import { StripeProvider } from './stripe/stripe.provider.js';
import { TestPaymentProvider } from './test-payment/test-payment.provider.js';

/** Never both: with a Stripe key nobody can pay with play money. */
export const paymentProvider: Provider = {
  provide: PaymentProvider,
  inject: [BillingSettings, Database],
  useFactory: (settings: BillingSettings, database: Database): PaymentProvider => {
    if (settings.stripeSecretKey !== undefined) return new StripeProvider(settings);
    new Logger('PaymentProvider').log(
      `STRIPE_SECRET_KEY is not set: ${settings.playMoney ? 'purchases cost play money' : 'nothing can be bought'}`,
    );
    return new TestPaymentProvider(database, settings);
  },
};
