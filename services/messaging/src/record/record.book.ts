import type { ImportLine, RecordRef } from '@fieldline/contracts';
import type { Database, Transaction } from '@fieldline/database';
import type { Outbox } from '@fieldline/events';
import { importJsonLines, type LineResult, notFound, Problem, together } from '@fieldline/http';
import type { CountryCode } from '@fieldline/sms';
import { type FindOptionsSelect, type FindOptionsWhere, In } from 'typeorm';
import { Tenant } from '../tenant/tenant.entity.js';
import { fieldsMissing } from './record.errors.js';
import type { Change, RecordFields, RecordKind, StoredRecord } from './record.kind.js';
import { writeRecords, type Written } from './record.writer.js';

/** A line of an import. */
type Line<C> = C & { externalId: string };

/** What a line says, as it is stored; `externalId` unless that is refused. */
type ReadLine<F> = Change<F> & { readonly externalId: string | undefined };

/** All records of one kind: what their services have in common. */
export class RecordBook<R extends StoredRecord & F, F extends RecordFields, C extends object> {
  constructor(
    private readonly kind: RecordKind<R, F, C>,
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** @throws what `toChange` throws, stale_version, invalid_request for a new one that lacks something */
  upsert(
    tenantId: string,
    ref: RecordRef,
    command: C,
  ): Promise<Exclude<Written<R>, { outcome: 'error' }>> {
    return this.database.asTenant(tenantId, async (tx) => {
      const externalId =
        'id' in ref ? (await this.find(tx, tenantId, ref)).externalId : ref.externalId;
      const { change, problems } = this.kind.toChange(command, await countryOf(tx, tenantId));
      if (problems.length > 0) throw together(problems);
      const [result] = await writeRecords(this.kind, tx, this.outbox, tenantId, [
        { externalId, change },
      ]);
      if (!result) throw new Error('a record was written without a result');
      if (result.outcome === 'error') throw result.problem;
      return result;
    });
  }

  /** Answers each line; a bad one doesn't stop the others. @throws too_many_lines */
  import(tenantId: string, text: string, Line: new () => Line<C>): Promise<ImportLine[]> {
    const read = async (
      tx: Transaction,
      lines: readonly Partial<Line<C>>[],
    ): Promise<ReadLine<F>[]> => {
      const country = await countryOf(tx, tenantId);
      return lines.map(({ externalId, ...command }) => ({
        externalId,
        ...this.kind.toChange(command as C, country),
      }));
    };
    return importJsonLines(text, Line, {
      write: (lines) =>
        this.database.asTenant(tenantId, async (tx) => {
          const all = await read(tx, lines);
          const good = all.flatMap(({ externalId, change, problems }) =>
            externalId !== undefined && problems.length === 0 ? [{ externalId, change }] : [],
          );
          const faulty = all.filter(({ problems }) => problems.length > 0);
          const written = await writeRecords(this.kind, tx, this.outbox, tenantId, good);
          const [results, refused] = [
            written.values(),
            (await this.refusals(tx, tenantId, faulty)).values(),
          ];
          return all.map(({ problems }) =>
            toLineResult(
              problems.length === 0 ? results.next().value : together(refused.next().value ?? []),
            ),
          );
        }),
      check: (lines) =>
        this.database.asTenant(tenantId, async (tx) =>
          this.refusals(tx, tenantId, await read(tx, lines)),
        ),
    });
  }

  /** All that is wrong with lines that aren't stored, a new record's missing fields among it. */
  private async refusals(
    tx: Transaction,
    tenantId: string,
    lines: readonly ReadLine<F>[],
  ): Promise<Problem[][]> {
    if (lines.length === 0) return [];
    const named = lines.flatMap(({ externalId }) => externalId ?? []);
    const known = await tx.find(this.kind.Entity, {
      select: { externalId: true } as FindOptionsSelect<R>,
      where: { tenantId, externalId: In(named) } as FindOptionsWhere<R>,
    });
    const stored = new Set(known.map(({ externalId }) => externalId));
    return lines.map(({ externalId, change, problems }) => {
      const fresh = this.kind.toNew(change);
      const isNew = externalId === undefined || !stored.has(externalId);
      const lacks =
        isNew && 'missing' in fresh ? [fieldsMissing(this.kind.name, fresh.missing)] : [];
      return [...problems, ...lacks];
    });
  }

  /** @throws not_found */
  async find(tx: Transaction, tenantId: string, ref: RecordRef): Promise<R> {
    const where = { tenantId, ...ref } as unknown as FindOptionsWhere<R>;
    const record = await tx.findOneBy(this.kind.Entity, where);
    if (!record) throw notFound(this.kind.name);
    return record;
  }
}

function toLineResult(result: Written<StoredRecord> | Problem | undefined): LineResult {
  if (!result) throw new Error('a line was written without a result');
  if (result instanceof Problem) return { outcome: 'error', problem: result };
  if (result.outcome === 'error') return result;
  return { outcome: result.outcome, id: result.record.id };
}

/** Numbers without a country code are of the business's own country. */
export async function countryOf(tx: Transaction, tenantId: string): Promise<CountryCode> {
  const tenant = await tx.findOneBy(Tenant, { tenantId });
  return tenant?.country ?? 'US';
}
