import type {
  ConsentBasis,
  ConsentOrigin,
  ConsentState,
  ConsentSubject,
} from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Consent of a contact or a number, as compliance last said: a reminder to somebody unwilling isn't made. */
@Entity('consent_copy')
export class ConsentCopy {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid', { name: 'subject_id' }) subjectId!: string;
  @Column('text', { name: 'subject_kind' }) subjectKind!: ConsentSubject;
  @Column('text') state!: ConsentState;
  @Column('text') origin!: ConsentOrigin;
  @Column('text', { nullable: true }) basis!: ConsentBasis | null;
  @Column('boolean') written!: boolean;
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: Date | null;
  @Column('uuid', { name: 'bound_recipient_id', nullable: true }) boundRecipientId!: string | null;
  @Column('uuid', { name: 'event_id', nullable: true }) eventId!: string | null;
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
  @Column('bigint') version!: number;
}
