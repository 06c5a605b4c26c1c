import type { ConsentHoldState, RevocationIntent } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A plea for no more texts, and what became of it. Of one number at most one is open. */
@Entity('consent_hold')
export class ConsentHold {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'recipient_id' }) recipientId!: string;
  @Column('uuid', { name: 'conversation_id' }) conversationId!: string;
  /** The text that asked. */
  @Column('uuid', { name: 'message_id' }) messageId!: string;
  @Column('text') intent!: RevocationIntent;
  @Column('text') rule!: string;
  /** Which of the number's holds it is. */
  @Column('bigint', { name: 'hold_sequence' }) holdSequence!: number;
  @Column('text') state!: ConsentHoldState;
  @Column('text', { name: 'decided_by', nullable: true }) decidedBy!: string | null;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('timestamptz', { name: 'opened_at' }) openedAt!: Date;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt!: Date | null;
  @Column('bigint') version!: number;
}

/** A row as plain fields, to be copied with changes. */
export type HoldRow = Pick<ConsentHold, keyof ConsentHold>;
