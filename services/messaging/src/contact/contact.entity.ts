import type { ContactKind } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('contact')
export class Contact {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { name: 'external_id' }) externalId!: string;
  @Column('text') kind!: ContactKind;
  @Column('text') name!: string;
  @Column('text', { name: 'sms_number', nullable: true }) smsNumber!: string | null;
  @Column('uuid', { name: 'recipient_id', nullable: true }) recipientId!: string | null;
  @Column('text', { name: 'customer_type', nullable: true }) customerType!: string | null;
  @Column('text', { nullable: true }) class!: string | null;
  @Column('text', { name: 'time_zone', nullable: true }) timeZone!: string | null;
  @Column('text', { name: 'postal_code', nullable: true }) postalCode!: string | null;
  @Column('bigint', { name: 'source_version', nullable: true }) sourceVersion!: number | null;
  /** Since when nothing personal is kept of them. */
  @Column('timestamptz', { name: 'erased_at', nullable: true }) erasedAt!: Date | null;
  @Column('bigint') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}
