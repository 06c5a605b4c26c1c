import { IsInt, IsUUID, Min } from 'class-validator';
import { EventType } from '../event-type.js';

/** What is available fell to a threshold of the business, or below. Once for each time that it falls there. */
@EventType<BalanceLow>({
  type: 'billing.balance.low.v1',
  key: 'accountId',
  subject: 'accountId',
  example: {
    accountId: 'a3bb189e-8bf9-5888-9912-ace4e6543002',
    alertId: '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c51',
    threshold: 250,
    available: 248,
    debt: 0,
    version: 812,
  },
})
export class BalanceLow {
  /** The tenant's id: one account each. */
  @IsUUID() accountId!: string;
  @IsUUID() alertId!: string;
  @IsInt() @Min(1) threshold!: number;
  @IsInt() @Min(0) available!: number;
  @IsInt() @Min(0) debt!: number;
  /** Of the account, when it was there. */
  @IsInt() @Min(1) version!: number;
}
