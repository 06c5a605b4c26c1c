import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far a business's registration has come, as compliance last said. Without a row nothing leaves. */
@Entity('registration_gate')
export class RegistrationGate {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  /** Its form went to Twilio at least once. */
  @Column('boolean') submitted!: boolean;
  /** Its campaign is verified and has the number. */
  @Column('boolean') approved!: boolean;
  @Column('bigint') version!: number;
}
