import type { Country } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What messaging keeps of a business: its name and phone stand in our replies. */
@Entity('tenant_copy')
export class Tenant {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @Column('text') name!: string;
  @Column('text') country!: Country;
  @Column('text', { name: 'contact_phone', nullable: true }) contactPhone!: string | null;
  @Column('bigint') version!: number;
}
