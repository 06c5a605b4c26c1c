import type {
  ConsentAction,
  ConsentBasis,
  ConsentEventAction,
  ConsentEventOrigin,
  ConsentOrigin,
  ConsentSubject,
  ImpliedReason,
} from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One change of consent with its proof. Added, never changed. */
@Entity('consent_event')
export class ConsentEvent {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** The order in which they were recorded; ids that callers derive don't sort. */
  @Column('bigint') sequence!: number;
  @Column('uuid', { name: 'subject_id' }) subjectId!: string;
  @Column('text', { name: 'subject_kind' }) subjectKind!: ConsentSubject;
  @Column('text') action!: ConsentEventAction;
  @Column('text') origin!: ConsentEventOrigin;
  @Column('text', { nullable: true }) basis!: ConsentBasis | null;
  @Column('text') source!: string;
  @Column('text', { nullable: true }) proof!: string | null;
  @Column('text', { nullable: true }) wording!: string | null;
  @Column('text', { name: 'implied_reason', nullable: true }) impliedReason!: ImpliedReason | null;
  @Column('uuid', { name: 'bound_recipient_id', nullable: true }) boundRecipientId!: string | null;
  /** The text that said it; null for what staff recorded. */
  @Column('uuid', { name: 'message_id', nullable: true }) messageId!: string | null;
  @Column('bigint', { name: 'keyword_sequence', nullable: true }) keywordSequence!: number | null;
  /** For the phone's own opt-out: messages that were on their way already when it took effect. */
  @Column('jsonb', { name: 'in_flight', nullable: true }) inFlight!: string[] | null;
  /** They agreed in writing, or by a form of their own. */
  @Column('boolean') written!: boolean;
  /** When implied consent ends by CASL. */
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz', { name: 'obtained_at' }) obtainedAt!: Date;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
  @Column('text', { name: 'recorded_by' }) recordedBy!: string;
}

export type NewConsentEvent = Omit<ConsentEvent, 'sequence' | 'recordedAt'>;

/** An event that gives or takes consent. */
export interface NewConsentChange extends NewConsentEvent {
  action: ConsentAction;
  origin: ConsentOrigin;
}
