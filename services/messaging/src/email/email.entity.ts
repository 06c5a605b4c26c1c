import type { EmailState } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An e-mail to an employee's carrier, which makes a text of it. */
@Entity('email')
export class Email {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'employee_id' }) employeeId!: string;
  /** Whose phone it reaches: their STOP counts. */
  @Column('uuid', { name: 'recipient_id' }) recipientId!: string;
  @Column('uuid', { name: 'contact_id' }) contactId!: string;
  @Column('uuid', { name: 'job_id', nullable: true }) jobId!: string | null;
  @Column('text') carrier!: string;
  @Column('text', { name: 'to_address' }) toAddress!: string;
  /** Forgotten once it is over. */
  @Column('text', { nullable: true }) body!: string | null;
  @Column('text') state!: EmailState;
  @Column('integer') attempts!: number;
  @Column('timestamptz', { name: 'next_attempt_at' }) nextAttemptAt!: Date;
  @Column('timestamptz', { name: 'sending_until', nullable: true }) sendingUntil!: Date | null;
  @Column('text', { name: 'error_code', nullable: true }) errorCode!: string | null;
  @Column('integer', { name: 'smtp_code', nullable: true }) smtpCode!: number | null;
  @Column('timestamptz', { name: 'error_at', nullable: true }) errorAt!: Date | null;
  @Column('text', { name: 'sent_by' }) sentBy!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
}
