import type { AttentionReason, ConversationState } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The thread between one of a business's numbers and a person's number. Never deleted. */
@Entity('conversation')
export class Conversation {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'number_id' }) numberId!: string;
  @Column('uuid', { name: 'recipient_id' }) recipientId!: string;
  @Column('text') state!: ConversationState;
  /** The user who has it. */
  @Column('uuid', { name: 'assignee_id', nullable: true }) assigneeId!: string | null;
  @Column('timestamptz', { name: 'assigned_at', nullable: true }) assignedAt!: Date | null;
  /** Why somebody should look at it. */
  @Column('text', { array: true }) attention!: AttentionReason[];
  @Column('timestamptz', { name: 'last_message_at' }) lastMessageAt!: Date;
  @Column('timestamptz', { name: 'last_inbound_at', nullable: true }) lastInboundAt!: Date | null;
  /** Of its standing; 0 before its first step. */
  @Column('bigint') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}
