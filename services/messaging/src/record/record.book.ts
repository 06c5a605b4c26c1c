import type { ImportLine, RecordRef } from '@fieldline/contracts';
import type { Database, Transaction } from '@fieldline/database';
import type { Outbox } from '@fieldline/events';
import { importJsonLines, type LineResult, notFound, Problem } from '@fieldline/http';
import type { CountryCode } from '@fieldline/sms';
import type { FindOptionsWhere } from 'typeorm';
import { Tenant } from '../tenant/tenant.entity.js';
import type { RecordFields, RecordKind, StoredRecord } from './record.kind.js';
import { type RecordWrite, writeRecords, type Written } from './record.writer.js';

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
      const change = this.kind.toChange(command, await countryOf(tx, tenantId));
      const [result] = await writeRecords(this.kind, tx, this.outbox, tenantId, [
        { externalId, change },
      ]);
      if (!result) throw new Error('a record was written without a result');
      if (result.outcome === 'error') throw result.problem;
      return result;
    });
  }

  /** Answers each line; a bad one doesn't stop the others. @throws too_many_lines */
  import(
    tenantId: string,
    text: string,
    Line: new () => C & { externalId: string },
  ): Promise<ImportLine[]> {
    return importJsonLines(text, Line, (lines) =>
      this.database.asTenant(tenantId, async (tx) => {
        const country = await countryOf(tx, tenantId);
        const prepared = lines.map((line) => this.prepare(line, country));
        const writes = prepared.flatMap((entry) => (entry instanceof Problem ? [] : [entry]));
        const results = await writeRecords(this.kind, tx, this.outbox, tenantId, writes);
        const written = results.values();
        return prepared.map((entry) =>
          toLineResult(entry instanceof Problem ? entry : written.next().value),
        );
      }),
    );
  }

  /** @throws not_found */
  async find(tx: Transaction, tenantId: string, ref: RecordRef): Promise<R> {
    const where = { tenantId, ...ref } as unknown as FindOptionsWhere<R>;
    const record = await tx.findOneBy(this.kind.Entity, where);
    if (!record) throw notFound(this.kind.name);
    return record;
  }

  /** A line's write, or why there is none. */
  private prepare(
    { externalId, ...command }: C & { externalId: string },
    country: CountryCode,
  ): RecordWrite<F> | Problem {
    try {
      return { externalId, change: this.kind.toChange(command as unknown as C, country) };
    } catch (problem) {
      if (problem instanceof Problem) return problem;
      throw problem;
    }
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
