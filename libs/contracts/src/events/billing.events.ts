import { IsInt, IsOptional, IsUUID, Min } from 'class-validator';
import { EventType } from '../event-type.js';
import { ItemsOf } from '../items-of.js';

const messageId = '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c11';
const conversationId = '7d6f7e0e-92a0-5a0b-8a6c-2f7c8a1f0b22';

/** The segments of a message are set aside: it may go to Twilio. */
@EventType<HoldGranted>({
  type: 'billing.hold.granted.v1',
  key: 'conversationId',
  subject: 'messageId',
  example: { messageId, conversationId, segments: 1 },
})
export class HoldGranted {
  @IsUUID() messageId!: string;
  @IsUUID() conversationId!: string;
  /** 0 for a mandatory reply, which is sent whatever the balance. */
  @IsInt() @Min(0) segments!: number;
}

/** The balance doesn't cover a message. Nothing is held. */
@EventType<HoldDeclined>({
  type: 'billing.hold.declined.v1',
  key: 'conversationId',
  subject: 'messageId',
  example: { messageId, conversationId, segments: 3, available: 2 },
})
export class HoldDeclined {
  @IsUUID() messageId!: string;
  @IsUUID() conversationId!: string;
  @IsInt() @Min(1) segments!: number;
  @IsInt() @Min(0) available!: number;
}

/** More lots than a message has segments it can't be drawn from. */
const LOTS_MAX = 1_000;

/** A part of a message, and the lot that it was drawn from. */
export class DrawnLot {
  /** Null for segments that were granted, not bought. */
  @IsOptional() @IsUUID() purchaseId!: string | null;
  @IsInt() @Min(1) segments!: number;
  @IsInt() @Min(0) costMicros!: number;
}

/**
 * A message, out or in, is paid for at Twilio's count. Said again when a debt of it is repaid: only then
 * is known what it cost.
 */
@EventType<HoldPosted>({
  type: 'billing.hold.posted.v1',
  key: 'conversationId',
  subject: 'messageId',
  example: {
    messageId,
    conversationId,
    segments: 1,
    costMicros: 15_000,
    held: 1,
    lots: [
      {
        purchaseId: '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c44',
        segments: 1,
        costMicros: 15_000,
      },
    ],
  },
})
export class HoldPosted {
  @IsUUID() messageId!: string;
  @IsUUID() conversationId!: string;
  @IsInt() @Min(1) segments!: number;
  @IsInt() @Min(0) costMicros!: number;
  /** What had been held for it; null for a text that came in. */
  @IsOptional() @IsInt() @Min(0) held!: number | null;
  /** What it was drawn from, oldest lot first. What it owes is drawn from none yet. */
  @IsOptional() @ItemsOf(DrawnLot, LOTS_MAX) lots!: DrawnLot[] | null;
}

/** A message cost nothing; what was held for it is available again. */
@EventType<HoldVoided>({
  type: 'billing.hold.voided.v1',
  key: 'conversationId',
  subject: 'messageId',
  example: { messageId, conversationId, segments: 1 },
})
export class HoldVoided {
  @IsUUID() messageId!: string;
  @IsUUID() conversationId!: string;
  @IsInt() @Min(0) segments!: number;
}

/** What a business has left, after a batch of movements. */
@EventType<BalanceChanged>({
  type: 'billing.balance.changed.v1',
  key: 'accountId',
  subject: 'accountId',
  carriesState: true,
  example: {
    accountId: 'a3bb189e-8bf9-5888-9912-ace4e6543002',
    available: 2_499,
    held: 1,
    debt: 0,
    unitPriceMicros: 15_000,
    version: 12,
  },
})
export class BalanceChanged {
  /** The tenant's id: one account each. */
  @IsUUID() accountId!: string;
  @IsInt() @Min(0) available!: number;
  @IsInt() @Min(0) held!: number;
  @IsInt() @Min(0) debt!: number;
  @IsInt() @Min(0) unitPriceMicros!: number;
  @IsInt() @Min(1) version!: number;
}
