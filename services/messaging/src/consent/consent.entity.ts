import type { ConsentOrigin, ConsentState, ConsentSubject } from '@fieldline/contracts';
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
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
  @Column('bigint') version!: number;
}
