import { Setting } from '@fieldline/config';
import { ServiceSettings } from '@fieldline/service';
import {
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
  ValidateIf,
} from 'class-validator';
import { BUNDLE_PRICES } from './bundle/bundle.js';

const ADDRESS = { require_tld: false, protocols: ['http', 'https'] };

/** Everything billing reads from its environment. */
export class BillingSettings extends ServiceSettings {
  /** How long a message that nobody could find out about stays held before it's given back. */
  @Setting({ from: 'UNKNOWN_VOID_AFTER_SECONDS' })
  @IsInt()
  @Min(1)
  @Max(31 * 86_400)
  unknownVoidAfterSeconds: number = 24 * 60 * 60;

  /** Facts of messages may take so long to get here; a day is compared with Twilio's records no sooner. */
  @Setting({ from: 'TIE_OUT_GRACE_SECONDS' })
  @IsInt()
  @Min(0)
  @Max(3_600)
  tieOutGraceSeconds: number = 15 * 60;

  /** Dollars for each bundle above 2,500, which costs 37.50. */
  @Setting({ from: 'BUNDLE_PRICES' })
  @Matches(BUNDLE_PRICES)
  bundlePrices: string = '10000=130,25000=300,100000=1000';

  /** Where browsers reach the gateway: they come back there from the checkout. */
  @Setting({ from: 'PUBLIC_BASE_URL' })
  @IsUrl(ADDRESS)
  publicBaseUrl: string = 'http://127.0.0.1:3000';

  /** Stripe takes the money; without it nothing can be bought, or for play money. */
  @Setting({ from: 'STRIPE_SECRET_KEY', secret: true })
  @IsOptional()
  @IsString()
  @MinLength(8)
  stripeSecretKey?: string;

  /** Without Stripe, bundles are paid for on a page of ours that costs nothing: only where no text is real. */
  @Setting({ from: 'PLAY_MONEY' })
  @IsBoolean()
  playMoney: boolean = false;

  @Setting({ from: 'STRIPE_WEBHOOK_SECRET', secret: true })
  @ValidateIf(({ stripeSecretKey }: BillingSettings) => stripeSecretKey !== undefined)
  @IsString()
  @MinLength(8)
  stripeWebhookSecret?: string;

  /** Instead of Stripe's own address. */
  @Setting({ from: 'STRIPE_BASE_URL' })
  @IsOptional()
  @IsUrl(ADDRESS)
  stripeBaseUrl?: string;

  /** Stripe computes the tax, once it is set up there. */
  @Setting({ from: 'STRIPE_AUTOMATIC_TAX' })
  @IsBoolean()
  stripeAutomaticTax: boolean = false;

  /** How long a purchase waits for the provider's word before it asks; then ever longer. */
  @Setting({ from: 'PURCHASE_POLL_SECONDS' })
  @IsInt()
  @Min(1)
  @Max(3_600)
  purchasePollSeconds: number = 30;

  /** How long a purchase may be paid. Stripe's own limit is a day. */
  @Setting({ from: 'PURCHASE_OPEN_SECONDS' })
  @IsInt()
  @Min(60)
  @Max(24 * 60 * 60)
  purchaseOpenSeconds: number = 24 * 60 * 60;
}
