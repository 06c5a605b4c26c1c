import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person's number, as one business knows it. A STOP locks this row; every attempt to send shares it. */
@Entity('recipient')
export class Recipient {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { name: 'phone_number' }) phoneNumber!: string;
  @Column('timestamptz', { name: 'stopped_at', nullable: true }) stoppedAt!: Date | null;
  @Column('text', { name: 'stop_word', nullable: true }) stopWord!: string | null;
  /** When they last said START, unless that was their first keyword: what they agreed to before is not in writing now. */
  @Column('timestamptz', { name: 'restarted_at', nullable: true }) restartedAt!: Date | null;
  /** How many opt-out and opt-in keywords have come from this number. */
  @Column('bigint', { name: 'keyword_sequence' }) keywordSequence!: number;
  /** They seem to want no more texts: nothing goes until somebody decides. See `consent/hold.service`. */
  @Column('timestamptz', { name: 'held_at', nullable: true }) heldAt!: Date | null;
  @Column('uuid', { name: 'held_by', nullable: true }) heldBy!: string | null;
  @Column('text', { name: 'held_rule', nullable: true }) heldRule!: string | null;
  /** How many holds there have been, and how many a keyword has ended. */
  @Column('bigint', { name: 'hold_sequence' }) holdSequence!: number;
  @Column('timestamptz', { name: 'last_inbound_at', nullable: true }) lastInboundAt!: Date | null;
  /** What they wrote before is gone; the number stays, so that a STOP can. */
  @Column('timestamptz', { name: 'erased_at', nullable: true }) erasedAt!: Date | null;
}
