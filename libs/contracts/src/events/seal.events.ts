import { IsInt, IsString, IsUUID, MaxLength, Min, MinLength } from 'class-validator';
import { EventType } from '../event-type.js';

const HASH_DIGITS = 64;
const DAY_LETTERS = 10;

const example = {
  chainId: '0d7c0f0e-5a3c-5d0e-9d0b-6a8f3c1b2e44',
  table: 'entry',
  day: '2026-11-22',
  rows: 1_204,
  digest: '9f'.repeat(HASH_DIGITS / 2),
  previousRoot: '3c'.repeat(HASH_DIGITS / 2),
  root: 'b1'.repeat(HASH_DIGITS / 2),
  format: 'fieldline-seal-2',
};

/**
 * A closed day of a business's append-only records, as it was sealed. Kept where the database's owner
 * can't change it, it shows that what the database holds is what was there then.
 */
export abstract class SealedDay {
  /** One chain for each business and table. */
  @IsUUID() chainId!: string;
  @IsString() table!: string;
  /** `YYYY-MM-DD`, UTC. */
  @IsString() @MinLength(DAY_LETTERS) @MaxLength(DAY_LETTERS) day!: string;
  @IsInt() @Min(1) rows!: number;
  /** Of the rows. Hashes are SHA-256 in hexadecimal. */
  @IsString() @MinLength(HASH_DIGITS) @MaxLength(HASH_DIGITS) digest!: string;
  /** The chain's last root before. */
  @IsString() @MinLength(HASH_DIGITS) @MaxLength(HASH_DIGITS) previousRoot!: string;
  @IsString() @MinLength(HASH_DIGITS) @MaxLength(HASH_DIGITS) root!: string;
  /** How rows are written down and hashed. */
  @IsString() format!: string;
}

/** A day of the ledger is sealed. */
@EventType<LedgerDaySealed>({
  type: 'billing.day.sealed.v1',
  key: 'chainId',
  subject: 'chainId',
  example,
})
export class LedgerDaySealed extends SealedDay {}

/** A day of what was recorded about consent is sealed. */
@EventType<ConsentDaySealed>({
  type: 'compliance.day.sealed.v1',
  key: 'chainId',
  subject: 'chainId',
  example: { ...example, table: 'consent_event' },
})
export class ConsentDaySealed extends SealedDay {}

/** A day of what was decided about texts, and of what became of them, is sealed. */
@EventType<MessagingDaySealed>({
  type: 'messaging.day.sealed.v1',
  key: 'chainId',
  subject: 'chainId',
  example: { ...example, table: 'decision' },
})
export class MessagingDaySealed extends SealedDay {}
