import type { NumberRegistration } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A business's number, as Twilio names it and the account that it is in. */
@Entity('number_copy')
export class NumberCopy {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid', { name: 'number_id' }) numberId!: string;
  @Column('text', { name: 'account_sid' }) accountSid!: string;
  @Column('text', { name: 'provider_sid' }) providerSid!: string;
  @Column('bigint') version!: number;
  /** What Twilio said last of its registration with the carriers; null before it has said anything. */
  @Column('text', { nullable: true }) registration!: NumberRegistration | null;
  /** Twilio's number for why that failed, if it said one. */
  @Column('int', { name: 'registration_code', nullable: true }) registrationCode!: number | null;
  @Column('timestamptz', { name: 'registration_at', nullable: true }) registrationAt!: Date | null;
  /** Since when the business is closed: nothing is registered any more. */
  @Column('timestamptz', { name: 'closed_at', nullable: true }) closedAt!: Date | null;
}
