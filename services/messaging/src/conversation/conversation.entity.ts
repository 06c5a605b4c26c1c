import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The thread between one of a business's numbers and a person's number. Never deleted. */
@Entity('conversation')
export class Conversation {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'number_id' }) numberId!: string;
  @Column('uuid', { name: 'recipient_id' }) recipientId!: string;
  @Column('timestamptz', { name: 'last_message_at' }) lastMessageAt!: Date;
  /** They said CANCEL, END or QUIT: perhaps they meant the visit. */
  @Column('boolean', { name: 'may_mean_visit' }) mayMeanVisit!: boolean;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}
