import type {
  ConsentBasis,
  ConsentOrigin,
  ConsentState,
  ConsentSubject,
} from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What consent of a contact, or of a number, is now. Version 0: nobody said anything yet. */
@Entity('consent')
export class Consent {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid', { name: 'subject_id' }) subjectId!: string;
  @Column('text', { name: 'subject_kind' }) subjectKind!: ConsentSubject;
  @Column('text', { nullable: true }) state!: ConsentState | null;
  @Column('text', { nullable: true }) origin!: ConsentOrigin | null;
  @Column('text', { nullable: true }) basis!: ConsentBasis | null;
  @Column('text', { nullable: true }) source!: string | null;
  @Column('uuid', { name: 'bound_recipient_id', nullable: true }) boundRecipientId!: string | null;
  @Column('boolean') written!: boolean;
  /** When implied consent ends by CASL. */
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: Date | null;
  /** What made it so. */
  @Column('uuid', { name: 'event_id', nullable: true }) eventId!: string | null;
  @Column('timestamptz', { name: 'obtained_at', nullable: true }) obtainedAt!: Date | null;
  @Column('bigint', { name: 'keyword_sequence' }) keywordSequence!: number;
  @Column('bigint') version!: number;
  @Column('timestamptz', { name: 'changed_at', nullable: true }) changedAt!: Date | null;
  /** How many records its history has, and the end of the chain through them. A trigger keeps both. */
  @Column({ type: 'bigint', update: false }) records!: number;
  @Column({ type: 'text', name: 'records_hash', update: false }) recordsHash!: string;
}
