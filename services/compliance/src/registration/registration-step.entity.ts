import type {
  RegistrationReason,
  RegistrationStepName,
  RegistrationStepState,
} from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One of the things that a registration is made of at Twilio. */
@Entity('registration_step')
export class RegistrationStep {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('text') name!: RegistrationStepName;
  @Column('text') state!: RegistrationStepState;
  /** Twilio's name of what was made. */
  @Column('text', { nullable: true }) sid!: string | null;
  /** When that was made which another takes the place of, should it fail. */
  @Column('text', { nullable: true }) superseded!: string | null;
  @Column('jsonb') reasons!: RegistrationReason[];
  @Column('timestamptz', { nullable: true }) at!: Date | null;
}

/** A row as plain fields, to be copied with changes. */
export type StepRow = Pick<RegistrationStep, keyof RegistrationStep>;
