import { ConsentChanged, ImportedConsent, type ImportLine } from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { importJsonLines, type LineResult, Problem } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { alreadyRecorded } from './consent-history.queries.js';
import { toSavedConsent } from './consent.fact.js';
import { type ImportedLine, importLines, readLine } from './consent.import.js';
import {
  appendEvents,
  type ConsentRow,
  lockConsents,
  saveConsents,
  subjectKey,
} from './consent.queries.js';

/** Who records lines, and when. */
interface Recording {
  readonly recordedBy: string;
  readonly now: Date;
}

/** Consent by the thousand, from another program's records. Each line is judged as if it came alone. */
@Injectable()
export class ConsentImporter {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Answers each line; a bad one doesn't stop the others. @throws too_many_lines */
  import(tenantId: string, text: string, recordedBy: string): Promise<ImportLine[]> {
    return importJsonLines(text, ImportedConsent, {
      write: (records) => {
        const recording = { recordedBy, now: new Date() };
        const lines = records.map((record) => readLine(tenantId, record, recording));
        return this.database.asTenant(tenantId, (tx) => this.write(tx, tenantId, lines, recording));
      },
    });
  }

  private async write(
    tx: Transaction,
    tenantId: string,
    lines: readonly (ImportedLine | Problem)[],
    { recordedBy, now }: Recording,
  ): Promise<LineResult[]> {
    const good = lines.flatMap((line) => (line instanceof Problem ? [] : [line]));
    const consents = await lockAll(tx, good);
    const ids = good.map(({ event }) => event.id);
    const recorded = await alreadyRecorded(tx, tenantId, ids);
    const { results, events, changes } = importLines(lines, { consents, recorded, now });
    const last = new Map(changes.map((row) => [subjectKey(row), row]));
    await appendEvents(tx, events);
    const saved = await saveConsents(tx, [...last.values()]);
    const facts = changes.map((row) => toSavedConsent(row, saved, recordedBy));
    await this.outbox.addAll(
      tx,
      facts.map((payload) => ({ type: ConsentChanged, tenantId, payload })),
    );
    return results;
  }
}

/** Numbers first, then contacts, each in the order of their ids: as whoever records one change does. */
async function lockAll(
  tx: Transaction,
  lines: readonly ImportedLine[],
): Promise<Map<string, ConsentRow>> {
  const subjects = lines.flatMap(({ event, number }) => (number ? [event, number] : [event]));
  const numbers = subjects.filter(({ subjectKind }) => subjectKind === 'recipient');
  const contacts = subjects.filter(({ subjectKind }) => subjectKind === 'contact');
  return new Map([...(await lockConsents(tx, numbers)), ...(await lockConsents(tx, contacts))]);
}
