import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One of a business's own people. */
@Entity('employee')
export class Employee {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { name: 'external_id' }) externalId!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) email!: string | null;
  @Column('text', { name: 'sms_number', nullable: true }) smsNumber!: string | null;
  @Column('uuid', { name: 'recipient_id', nullable: true }) recipientId!: string | null;
  /** Ten digits, reached by e-mail through the gateway of `textCarrier`. */
  @Column('text', { name: 'text_number', nullable: true }) textNumber!: string | null;
  @Column('text', { name: 'text_carrier', nullable: true }) textCarrier!: string | null;
  @Column('bigint', { name: 'source_version', nullable: true }) sourceVersion!: number | null;
  @Column('bigint') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}
