import { externalIdOf } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import type { Outbox } from '@fieldline/events';
import type { Problem } from '@fieldline/http';
import {
  type FindOptionsOrder,
  type FindOptionsSelect,
  type FindOptionsWhere,
  In,
  type QueryDeepPartialEntity,
} from 'typeorm';
import { ensureRecipients } from '../recipient/recipient.queries.js';
import { fieldsMissing, staleVersion } from './record.errors.js';
import type { RecordFields, RecordKind, StoredRecord } from './record.kind.js';
import { mergeRecord } from './record.merge.js';

export interface RecordWrite<F> {
  readonly externalId: string;
  /** As it is stored: numbers are E.164. */
  readonly change: Partial<F>;
}

export type Written<R> =
  | {
      readonly outcome: 'created' | 'updated' | 'unchanged';
      readonly record: R;
      /** The fields that an update changed. */
      readonly changed?: readonly string[];
    }
  | { readonly outcome: 'error'; readonly problem: Problem };

/**
 * Writes up to some hundred records of one business by a handful of statements: the same code
 * for one record and for an import. External ids differ from each other.
 */
export async function writeRecords<R extends StoredRecord & F, F extends RecordFields, C>(
  kind: RecordKind<R, F, C>,
  tx: Transaction,
  outbox: Outbox,
  tenantId: string,
  writes: readonly RecordWrite<F>[],
): Promise<Written<R>[]> {
  const created = await insertNew(kind, tx, tenantId, writes);
  const rows = await tx.find(kind.Entity, {
    where: named<R>(tenantId, writes),
    order: { id: 'ASC' } as FindOptionsOrder<R>,
    lock: { mode: 'pessimistic_write' },
  });
  const stored = new Map(rows.map((row) => [row.externalId, row]));
  const results = writes.map(({ externalId, change }): Written<R> => {
    const record = stored.get(externalId);
    if (!record) {
      const fresh = kind.toNew(change);
      const missing = 'missing' in fresh ? fresh.missing : [];
      return { outcome: 'error', problem: fieldsMissing(kind.name, missing) };
    }
    if (created.has(record.id)) return { outcome: 'created', record };
    const refusal = kind.refusal?.(record);
    if (refusal) return { outcome: 'error', problem: refusal };
    const merged = mergeRecord<F>(record, change);
    if (merged.outcome === 'stale')
      return { outcome: 'error', problem: staleVersion(merged.storedVersion) };
    const { fields, ...came } = merged;
    return { ...came, record: Object.assign(record, fields) };
  });
  const updated = ofOutcome(results, 'updated');
  await update(kind, tx, tenantId, updated);
  const changed = [...ofOutcome(results, 'created'), ...updated];
  await outbox.addAll(
    tx,
    changed.map((record) => kind.toFact(record)),
  );
  return results;
}

function ofOutcome<R>(results: readonly Written<R>[], outcome: 'created' | 'updated'): R[] {
  return results.flatMap((result) => (result.outcome === outcome ? [result.record] : []));
}

function named<R extends StoredRecord>(
  tenantId: string,
  writes: readonly { readonly externalId: string }[],
): FindOptionsWhere<R> {
  const externalId = In(writes.map((write) => write.externalId));
  return { tenantId, externalId } as FindOptionsWhere<R>;
}

/** A rival's insert of the same record wins; then ours is an update of it. */
async function insertNew<R extends StoredRecord & F, F extends RecordFields, C>(
  kind: RecordKind<R, F, C>,
  tx: Transaction,
  tenantId: string,
  writes: readonly RecordWrite<F>[],
): Promise<Set<string>> {
  const known = await tx.find(kind.Entity, {
    select: { externalId: true, tenantId: true, id: true } as FindOptionsSelect<R>,
    where: named<R>(tenantId, writes),
  });
  const names = new Set(known.map((record) => record.externalId));
  const fresh = writes.flatMap(({ externalId, change }) => {
    const fields = kind.toNew(change);
    if (names.has(externalId) || 'missing' in fields) return [];
    return [{ id: externalIdOf(kind.name, tenantId, externalId), externalId, ...fields }];
  });
  if (fresh.length === 0) return new Set();
  // In one order, so that two imports don't wait in a circle.
  fresh.sort((one, other) => (one.id < other.id ? -1 : 1));
  const recipients = await ensureRecipients(tx, tenantId, numbersOf(fresh));
  const rows = fresh.map((fields) => ({
    tenantId,
    ...fields,
    recipientId: recipientOf(fields, recipients),
    version: 1,
  }));
  const inserted = await tx
    .createQueryBuilder()
    .insert()
    .into(kind.Entity)
    .values(rows as unknown as QueryDeepPartialEntity<R>[])
    .orIgnore()
    .returning('id')
    .execute();
  return new Set((inserted.raw as { id: string }[]).map((row) => row.id));
}

async function update<R extends StoredRecord & F, F extends RecordFields, C>(
  kind: RecordKind<R, F, C>,
  tx: Transaction,
  tenantId: string,
  records: readonly R[],
): Promise<void> {
  if (records.length === 0) return;
  const recipients = await ensureRecipients(tx, tenantId, numbersOf(records));
  for (const record of records) {
    record.recipientId = recipientOf(record, recipients);
    record.version += 1;
    record.updatedAt = new Date();
  }
  await kind.update(tx, tenantId, records);
}

function numbersOf(records: readonly RecordFields[]): string[] {
  return records.flatMap((record) => record.smsNumber ?? []);
}

function recipientOf(
  { smsNumber }: RecordFields,
  recipients: ReadonlyMap<string, string>,
): string | null {
  return smsNumber === null ? null : (recipients.get(smsNumber) ?? null);
}
