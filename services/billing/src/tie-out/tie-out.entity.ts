import type { Direction, MessageStatus, MismatchKind, TieOutState } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A business's day, and what was found. A date is text here: a `Date` would be another day elsewhere. */
@Entity('tie_out')
export class TieOut {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('date') date!: string;
  @Column('uuid') run!: string;
  @Column('text') state!: Exclude<TieOutState, 'not_run'>;
  @Column('bigint', { name: 'ledger_messages' }) ledgerMessages!: number;
  @Column('bigint', { name: 'ledger_segments' }) ledgerSegments!: number;
  @Column('bigint', { name: 'messaging_messages' }) messagingMessages!: number;
  @Column('bigint', { name: 'messaging_segments' }) messagingSegments!: number;
  @Column('bigint', { name: 'twilio_messages' }) twilioMessages!: number;
  @Column('bigint', { name: 'twilio_segments' }) twilioSegments!: number;
  @Column('bigint') mismatches!: number;
  @Column('bigint') open!: number;
  @Column('text', { nullable: true }) failure!: string | null;
  @Column('timestamptz', { name: 'ran_at', nullable: true }) ranAt!: Date | null;
}

/** A text of that day that doesn't tie out, or is still on its way. */
@Entity('tie_out_finding')
export class Finding {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('date') date!: string;
  @PrimaryColumn('bigint') place!: number;
  @Column('text') kind!: MismatchKind | 'open';
  @Column('uuid', { name: 'message_id', nullable: true }) messageId!: string | null;
  @Column('text', { name: 'provider_message_id', nullable: true }) providerMessageId!:
    string | null;
  @Column('text') direction!: Direction;
  @Column('text', { nullable: true }) status!: MessageStatus | null;
  @Column('text', { name: 'provider_status', nullable: true })
  providerStatus!: MessageStatus | null;
  @Column('text', { name: 'hold_state', nullable: true }) holdState!: string | null;
  /** What its hold says; null unless that is posted. */
  @Column('bigint', { name: 'posted_segments', nullable: true }) postedSegments!: number | null;
  /** What its entries used. */
  @Column('bigint', { name: 'ledger_segments', nullable: true }) ledgerSegments!: number | null;
  @Column('bigint', { name: 'messaging_segments', nullable: true }) messagingSegments!:
    number | null;
  @Column('bigint', { name: 'twilio_segments', nullable: true }) twilioSegments!: number | null;
  @Column('timestamptz') at!: Date;
}
