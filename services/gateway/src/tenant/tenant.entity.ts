import type { Country, NumberMatch, TenantState } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A business. */
@Entity('tenant')
export class Tenant {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @Column('text') name!: string;
  @Column('text') country!: Country;
  @Column('text', { name: 'time_zone' }) timeZone!: string;
  @Column('text', { name: 'area_code', nullable: true }) areaCode!: string | null;
  @Column('text', { name: 'postal_code', nullable: true }) postalCode!: string | null;
  @Column('text', { name: 'contact_phone', nullable: true }) contactPhone!: string | null;
  @Column('text', { name: 'owner_email' }) ownerEmail!: string;
  @Column('text') state!: TenantState;
  @Column('text', { name: 'phone_number', nullable: true }) phoneNumber!: string | null;
  /** Why the number isn't from the area that was asked for. */
  @Column('text', { name: 'number_fallback', nullable: true }) numberFallback!: string | null;
  /** By which search it was found. */
  @Column('text', { name: 'number_matched', nullable: true }) numberMatched!: NumberMatch | null;
  /** Whoever activates it has until then; nobody else buys a number meanwhile. */
  @Column('timestamptz', { name: 'activating_until', nullable: true })
  activatingUntil!: Date | null;
  /** Days after which what people wrote is taken away; null: never. */
  @Column('integer', { name: 'message_days', nullable: true }) messageDays!: number | null;
  /** Why it is suspended, or closed. */
  @Column('text', { name: 'state_reason', nullable: true }) stateReason!: string | null;
  /** When a closure takes effect, or took it. */
  @Column('timestamptz', { name: 'closes_at', nullable: true }) closesAt!: Date | null;
  /** Whether the first text to a number names the business and says how to opt out. */
  @Column('boolean', { name: 'introduce_first_text' }) introduceFirstText!: boolean;
  @Column('bigint') version!: number;
  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt!: Date;
}
