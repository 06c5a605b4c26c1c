import { IsIn, IsInt, IsUUID, Min } from 'class-validator';
import { RECHARGE_FAILURES, type RechargeFailure } from '../commands/recharge.command.js';
import { EventType } from '../event-type.js';

/** An automatic purchase was not paid. None follows until somebody pays by hand, or sets the rule again. */
@EventType<RechargeFailed>({
  type: 'billing.recharge.failed.v1',
  key: 'accountId',
  subject: 'accountId',
  example: {
    accountId: 'a3bb189e-8bf9-5888-9912-ace4e6543002',
    purchaseId: '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c44',
    reason: 'card_declined',
    bundle: 2_500,
    priceMicros: 37_500_000,
  },
})
export class RechargeFailed {
  /** The tenant's id: one account each. */
  @IsUUID() accountId!: string;
  @IsUUID() purchaseId!: string;
  @IsIn(RECHARGE_FAILURES) reason!: RechargeFailure;
  @IsInt() @Min(1) bundle!: number;
  @IsInt() @Min(1) priceMicros!: number;
}
