import type { ErasureState } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** That what is kept of a person is taken away: whose it is, and how far it is. */
@Entity('erasure')
export class Erasure {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') state!: ErasureState;
  @Column('text') reason!: string;
  @Column('text', { name: 'requested_by' }) requestedBy!: string;
  @Column('uuid', { name: 'contact_ids', array: true }) contactIds!: string[];
  /** Numbers whose threads lose all that was written in them. */
  @Column('uuid', { name: 'recipient_ids', array: true }) recipientIds!: string[];
  /** Those, and threads of other numbers in which the contacts were texted by name. */
  @Column('uuid', { name: 'conversation_ids', array: true }) conversationIds!: string[];
  @Column('integer') messages!: number;
  @Column('integer') notes!: number;
  @Column('integer') waiting!: number;
  @Column('bigint') version!: number;
  @Column('timestamptz', { name: 'requested_at' }) requestedAt!: Date;
  @Column('timestamptz', { name: 'done_at', nullable: true }) doneAt!: Date | null;
}
