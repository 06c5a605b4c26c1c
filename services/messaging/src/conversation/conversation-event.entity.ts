import type { AttentionReason, ConversationChange } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What belongs to some kinds of events only. */
export interface EventDetail {
  /** Users: who had the thread until then, who got it. */
  readonly from?: string | null;
  readonly to?: string | null;
  readonly reason?: AttentionReason;
  readonly contactId?: string;
}

/** Something that was done with a thread. Only ever added. */
@Entity('conversation_event')
export class ConversationEvent {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'conversation_id' }) conversationId!: string;
  @Column('text') kind!: ConversationChange;
  /** `user:<id>`, `api_key:<id>` or `system:<what>`. */
  @Column('text') by!: string;
  @Column('jsonb') detail!: EventDetail;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}
