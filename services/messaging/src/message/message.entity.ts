import type {
  Direction,
  DrawnLot,
  MessageStatus,
  RedactionReason,
  TextClass,
} from '@fieldline/contracts';
import type { Encoding } from '@fieldline/sms';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export interface Moment {
  status: MessageStatus;
  at: string;
}

@Entity('message')
export class Message {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'conversation_id' }) conversationId!: string;
  @Column('uuid', { name: 'number_id' }) numberId!: string;
  @Column('uuid', { name: 'recipient_id' }) recipientId!: string;
  @Column('uuid', { name: 'contact_id', nullable: true }) contactId!: string | null;
  /** The employee whom it was for, instead of a contact. */
  @Column('uuid', { name: 'employee_id', nullable: true }) employeeId!: string | null;
  /** Whose record its words came from, when it went to somebody else: the crew, say. */
  @Column('uuid', { name: 'about_contact_id', nullable: true }) aboutContactId!: string | null;
  /** No contact had the number, and its sender said that it is theirs. */
  @Column('boolean', { name: 'context_confirmed' }) contextConfirmed!: boolean;
  @Column('text') direction!: Direction;
  @Column('text') status!: MessageStatus;
  @Column('text') body!: string;
  /** Made by the database. What is kept for ever of a body is its hash with it; it goes with the body. */
  @Column('uuid', { name: 'body_salt', nullable: true }) bodySalt!: string | null;
  @Column('text') encoding!: Encoding;
  /** A reply that the law requires. */
  @Column('boolean') mandatory!: boolean;
  @Column('integer', { name: 'quoted_segments', nullable: true }) quotedSegments!: number | null;
  @Column('bigint', { name: 'quoted_cost_micros', nullable: true }) quotedCostMicros!:
    number | null;
  @Column('text', { name: 'provider_message_id', nullable: true }) providerMessageId!:
    string | null;
  @Column('integer', { name: 'provider_segments', nullable: true }) providerSegments!:
    number | null;
  @Column('integer', { name: 'charged_segments', nullable: true }) chargedSegments!: number | null;
  @Column('bigint', { name: 'charged_cost_micros', nullable: true }) chargedCostMicros!:
    number | null;
  @Column('jsonb', { name: 'charged_lots', nullable: true }) chargedLots!: DrawnLot[] | null;
  @Column('text', { name: 'error_code', nullable: true }) errorCode!: string | null;
  @Column('integer', { name: 'provider_code', nullable: true }) providerCode!: number | null;
  @Column('text', { nullable: true }) keyword!: string | null;
  @Column('boolean', { name: 'media_dropped' }) mediaDropped!: boolean;
  @Column('text', { name: 'sent_by', nullable: true }) sentBy!: string | null;
  /** The visit that it is about, and of what kind that was when it was asked for. */
  @Column('uuid', { name: 'job_id', nullable: true }) jobId!: string | null;
  @Column('text', { name: 'job_type', nullable: true }) jobType!: string | null;
  /** Of the visit's facts, when it was looked up. */
  @Column('bigint', { name: 'job_version', nullable: true }) jobVersion!: number | null;
  /** A hash of what was asked for, where another text was made of it: codes filled in, the sender named. */
  @Column('text', { name: 'asked_hash', nullable: true }) askedHash!: string | null;
  /** Where that visit is, and with it who reads the text. */
  @Column('text', { name: 'job_time_zone', nullable: true }) jobTimeZone!: string | null;
  /** Of what goes out: which consent it needs. */
  @Column('text', { name: 'text_class', nullable: true }) textClass!: TextClass | null;
  /** Nobody pressed a button for it. */
  @Column('boolean') automatic!: boolean;
  @Column('boolean', { name: 'quiet_hours_confirmed' }) quietHoursConfirmed!: boolean;
  @Column('timestamptz', { name: 'send_at', nullable: true }) sendAt!: Date | null;
  /** When the hours for texts begin where it goes, if it was to go outside of them. */
  @Column('timestamptz', { name: 'window_opens_at', nullable: true }) windowOpensAt!: Date | null;
  /** Later than that it doesn't go: the confirmation of an opt-out. */
  @Column('timestamptz', { name: 'send_before', nullable: true }) sendBefore!: Date | null;
  @Column('timestamptz', { name: 'next_attempt_at' }) nextAttemptAt!: Date;
  @Column('integer') attempt!: number;
  /** No POST starts later than this; the attempt is given back instead. */
  @Column('timestamptz', { name: 'post_by', nullable: true }) postBy!: Date | null;
  /** When to ask Twilio, if it hasn't told by then. */
  @Column('timestamptz', { name: 'follow_up_at', nullable: true }) followUpAt!: Date | null;
  @Column('integer', { name: 'follow_ups' }) followUps!: number;
  @Column('jsonb') timeline!: Moment[];
  /** Since when its body is gone; an empty text stands in its place. */
  @Column('timestamptz', { name: 'redacted_at', nullable: true }) redactedAt!: Date | null;
  @Column('text', { name: 'redacted_why', nullable: true }) redactedWhy!: RedactionReason | null;
  /** The trace of the request that it began with. */
  @Column('text', { nullable: true }) traceparent!: string | null;
  @Column('bigint') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}
