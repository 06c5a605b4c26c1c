import type { Transaction } from '@fieldline/database';
import type { NewEvent } from '@fieldline/events';
import type { Problem } from '@fieldline/http';
import { type CountryCode, parsePhoneNumber } from '@fieldline/sms';
import { invalidNumber } from './record.errors.js';
import type { SourcedFields } from './record.merge.js';

/** A row that a business's own program names, of somebody who may have an SMS number. */
export interface StoredRecord extends RecordFields {
  tenantId: string;
  id: string;
  externalId: string;
  recipientId: string | null;
  version: number;
  updatedAt: Date;
}

export interface RecordFields extends SourcedFields {
  readonly smsNumber: string | null;
}

/** A command as it is stored, without what is refused. */
export interface Change<F> {
  readonly change: Partial<F>;
  readonly problems: readonly Problem[];
}

/** What tells contacts from employees, where their writes are the same. */
export interface RecordKind<R extends StoredRecord, F extends RecordFields, C> {
  readonly name: 'contact' | 'employee';
  readonly Entity: new () => R;
  /** What a command changes, as it is stored, and what is wrong with the rest: invalid_number and others. */
  toChange(command: C, country: CountryCode): Change<F>;
  /** The fields of a new record, or the names of those that are missing. */
  toNew(change: Partial<F>): F | { readonly missing: string[] };
  /** Stores records that have changed, by one statement. */
  update(tx: Transaction, tenantId: string, records: readonly R[]): Promise<void>;
  toFact(record: R): NewEvent;
  /** Why nothing of a record that is there may be changed any more. */
  refusal?(record: R): Problem | undefined;
}

/** The change with its number as E.164. Without a country code it is of the business's own country. */
export function withE164<C extends { smsNumber?: string | null }>(
  change: C,
  country: CountryCode,
): { change: C; problems: Problem[] } {
  if (typeof change.smsNumber !== 'string') return { change, problems: [] };
  const { smsNumber, ...others } = change;
  const number = parsePhoneNumber(smsNumber, country);
  if (!number.ok) return { change: others as C, problems: [invalidNumber(number.detail)] };
  return { change: { ...change, smsNumber: number.e164 }, problems: [] };
}
