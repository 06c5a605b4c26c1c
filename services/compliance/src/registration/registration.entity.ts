import type { RegistrationPath, RegistrationReason, RegistrationState } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CampaignDraft } from '../twilio/campaigns.js';

/** A business's registration with the carriers. Of its form only the texts of the campaign are kept. */
@Entity('registration')
export class Registration {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @Column('text') path!: RegistrationPath;
  @Column('text') state!: RegistrationState;
  @Column('boolean') approved!: boolean;
  /** The business's own account at Twilio. */
  @Column('text', { name: 'account_sid' }) accountSid!: string;
  @Column('jsonb') campaign!: CampaignDraft;
  @Column('jsonb') reasons!: RegistrationReason[];
  /** When Twilio had a whole form for the first time. */
  @Column('timestamptz', { name: 'submitted_at', nullable: true }) submittedAt!: Date | null;
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
  @Column('bigint') version!: number;
  /** When somebody has to look at it. */
  @Column('timestamptz', { name: 'due_at', nullable: true }) dueAt!: Date | null;
  /** Requests in a row that Twilio didn't answer. */
  @Column('int') failures!: number;
  @Column('uuid', { name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column('timestamptz', { name: 'lease_until', nullable: true }) leaseUntil!: Date | null;
}
