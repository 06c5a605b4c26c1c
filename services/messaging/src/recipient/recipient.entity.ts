import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person's number, as one business knows it. A STOP locks this row; every attempt to send shares it. */
@Entity('recipient')
export class Recipient {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { name: 'phone_number' }) phoneNumber!: string;
  @Column('timestamptz', { name: 'stopped_at', nullable: true }) stoppedAt!: Date | null;
  @Column('text', { name: 'stop_word', nullable: true }) stopWord!: string | null;
  /** How many opt-out and opt-in keywords have come from this number. */
  @Column('bigint', { name: 'keyword_sequence' }) keywordSequence!: number;
  @Column('timestamptz', { name: 'last_inbound_at', nullable: true }) lastInboundAt!: Date | null;
}
