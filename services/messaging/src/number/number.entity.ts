import type { NumberMatch } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A business's own number, and the pace at which it may send. */
@Entity('number')
export class OwnNumber {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') state!: 'buying' | 'active' | 'released';
  @Column('text', { name: 'phone_number', nullable: true }) phoneNumber!: string | null;
  @Column('text', { name: 'account_sid', nullable: true }) accountSid!: string | null;
  @Column('text', { name: 'provider_sid', nullable: true }) providerSid!: string | null;
  /** By which search it was found. */
  @Column('text', { nullable: true }) matched!: NumberMatch | null;
  /** What was bought instead of what was asked for. */
  @Column('text', { nullable: true }) fallback!: string | null;
  @Column('numeric', { name: 'segments_per_second' }) segmentsPerSecond!: string;
  /** `inboundAddressKey` of where Twilio brings its inbound texts; null when nobody knows. */
  @Column('text', { name: 'inbound_told', nullable: true }) inboundTold!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}
