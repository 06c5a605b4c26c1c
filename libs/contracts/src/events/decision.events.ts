import {
  ArrayMaxSize,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
} from 'class-validator';
import { ALERT_THRESHOLDS_MAX } from '../commands/alert.command.js';
import { EventType } from '../event-type.js';

/** What people decide about a business's money, apart from buying. */
export const MONEY_DECISIONS = [
  'alerts_set',
  'balance_adjusted',
  'purchase_policy_set',
  'recharge_set',
  'refund_requested',
] as const;
export type MoneyDecision = (typeof MONEY_DECISIONS)[number];

/** Somebody decided something about a business's money. For the record: no figure is moved by it. */
@EventType<MoneyDecided>({
  type: 'billing.decision.made.v1',
  key: 'accountId',
  subject: 'decisionId',
  example: {
    decisionId: '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c81',
    accountId: 'a3bb189e-8bf9-5888-9912-ace4e6543002',
    decision: 'recharge_set',
    by: 'user:01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c99',
    subjectId: 'a3bb189e-8bf9-5888-9912-ace4e6543002',
    segments: null,
    thresholds: [250],
    bundle: 2_500,
    isEnabled: true,
    whoMayBuy: null,
  },
})
export class MoneyDecided {
  @IsUUID() decisionId!: string;
  /** The tenant's id: one account each. */
  @IsUUID() accountId!: string;
  @IsIn(MONEY_DECISIONS) decision!: MoneyDecision;
  @IsString() @MaxLength(200) by!: string;
  /** What it was about: an adjustment, a purchase, or the account. */
  @IsUUID() subjectId!: string;
  /** Granted by an adjustment, or withdrawn when below nought. */
  @IsOptional() @IsInt() segments!: number | null;
  /** Below which somebody is told, or something is bought. */
  @IsOptional()
  @ArrayMaxSize(ALERT_THRESHOLDS_MAX)
  @IsInt({ each: true })
  thresholds!: number[] | null;
  @IsOptional() @IsInt() bundle!: number | null;
  /** Whether the rule is on, or automatic payments may go on. */
  @IsOptional() @IsBoolean() isEnabled!: boolean | null;
  @IsOptional() @IsString() @MaxLength(100) whoMayBuy!: string | null;
}
