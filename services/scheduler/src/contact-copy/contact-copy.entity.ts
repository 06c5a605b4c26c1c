import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the scheduler knows of a contact, as messaging last told it. */
@Entity('contact_copy')
export class ContactCopy {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid', { name: 'contact_id' }) contactId!: string;
  @Column('text', { name: 'external_id' }) externalId!: string;
  @Column('text') name!: string;
  /** Null while the contact has no SMS number. */
  @Column('uuid', { name: 'recipient_id', nullable: true }) recipientId!: string | null;
  /** Since when nothing personal is kept of them. */
  @Column('timestamptz', { name: 'erased_at', nullable: true }) erasedAt!: Date | null;
  @Column('bigint') version!: number;
}
