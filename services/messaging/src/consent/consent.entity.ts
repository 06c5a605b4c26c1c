import type {
  ConsentBasis,
  ConsentOrigin,
  ConsentState,
  ConsentSubject,
} from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Consent of a contact or a number, as compliance last said. */
@Entity('consent_copy')
export class ConsentCopy {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid', { name: 'subject_id' }) subjectId!: string;
  @Column('text', { name: 'subject_kind' }) subjectKind!: ConsentSubject;
  @Column('text') state!: ConsentState;
  @Column('text') origin!: ConsentOrigin;
  @Column('uuid', { name: 'bound_recipient_id', nullable: true }) boundRecipientId!: string | null;
  /** On what an opt-in rests, whether it is in writing, and when it ends by CASL. */
  @Column('text', { nullable: true }) basis!: ConsentBasis | null;
  @Column('boolean') written!: boolean;
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: Date | null;
  /** The record that proves it, at compliance. */
  @Column('uuid', { name: 'event_id', nullable: true }) eventId!: string | null;
  /** When it was recorded; of an opt-in when they gave it, if that was earlier. */
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
  @Column('bigint') version!: number;
  /** The end of the chain through compliance's records of it, when it was said: that they are still those shows by it. */
  @Column('bigint', { nullable: true }) records!: number | null;
  @Column('text', { name: 'records_hash', nullable: true }) recordsHash!: string | null;
}
