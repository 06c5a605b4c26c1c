import type { Country, TenantState } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What messaging keeps of a business: its name and phone stand in our replies. */
@Entity('tenant_copy')
export class Tenant {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @Column('text') name!: string;
  @Column('text') country!: Country;
  @Column('text', { name: 'contact_phone', nullable: true }) contactPhone!: string | null;
  @Column('text') state!: TenantState;
  /** The first text to a number names the business and says how to opt out. */
  @Column('boolean', { name: 'introduce_first_text' }) introduceFirstText!: boolean;
  /** When its last suspension ended. */
  @Column('timestamptz', { name: 'resumed_at', nullable: true }) resumedAt!: Date | null;
  @Column('bigint') version!: number;
}
