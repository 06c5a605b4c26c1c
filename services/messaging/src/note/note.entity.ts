import type { RedactionReason } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a colleague wrote into a thread. Never changed. */
@Entity('note')
export class Note {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'conversation_id' }) conversationId!: string;
  @Column('text') body!: string;
  /** `user:<id>` or `api_key:<id>`. */
  @Column('text') author!: string;
  @Column('uuid', { array: true }) mentions!: string[];
  /** Since when its body is gone; an empty text stands in its place. */
  @Column('timestamptz', { name: 'redacted_at', nullable: true }) redactedAt!: Date | null;
  @Column('text', { name: 'redacted_why', nullable: true }) redactedWhy!: RedactionReason | null;
  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt!: Date;
}
