import { canonicalJson, type DossierView, type EvidenceRecord } from '@fieldline/contracts';
import { digestFrom, hashOfRow, SEALED_TABLES, type SealedTable, valuesOf } from '@fieldline/seal';
import { nameOf } from './chain.findings.js';
import { type Section, TABLES_OF } from './dossier.file.js';
import { broken, type Finding, proven, unsealed } from './finding.js';

/** Whether each row is what was written on its day, and stands where rows of its kind stand. */
export function recordFindings(dossier: DossierView): Finding[] {
  const sections = Object.keys(TABLES_OF) as Section[];
  return sections.flatMap((section) => {
    const records = dossier[section];
    const inOrder = isInOrder(records) ? [] : [broken(`The ${section} are not in their order.`)];
    return [...inOrder, ...records.map((record) => recordFinding(dossier, section, record))];
  });
}

function recordFinding(dossier: DossierView, section: Section, record: EvidenceRecord): Finding {
  const name = `${nameOf(record)} ${String(record.values['id'])}`;
  const sealed = tableOf(record);
  if (!sealed || !TABLES_OF[section].includes(nameOf(record)))
    return broken(`${name} is none of the ${section}.`);
  const fault = faultOf(dossier, sealed, record);
  if (fault) return broken(`${name} ${fault}.`);
  return record.inclusion === null
    ? notSealed(dossier, record, name)
    : isSealedIn(dossier, record)
      ? proven(`${name} is as it was when ${record.day} was sealed.`)
      : broken(`${name} is not what was sealed on ${record.day}.`);
}

function faultOf(
  { tenantId, messageId }: DossierView,
  sealed: SealedTable,
  { row, values, day }: EvidenceRecord,
): string | undefined {
  if (canonicalJson(values) !== canonicalJson(valuesOf(sealed, row)))
    return 'shows other values than its row';
  if (values['tenant_id'] !== tenantId) return `is another business's`;
  if (sealed.table !== 'consent_event' && values['message_id'] !== messageId)
    return 'is about another text';
  if (!String(values[sealed.at]).startsWith(`${day}T`)) return 'was written on another day';
  return undefined;
}

function isSealedIn({ chains }: DossierView, record: EvidenceRecord): boolean {
  const { inclusion, row, day } = record;
  if (!inclusion) return false;
  const chain = chains.find((each) => nameOf(each) === nameOf(record));
  const seal = chain?.seals.find((each) => each.day === day);
  return seal?.rows === inclusion.rows && seal.digest === digestFrom(hashOfRow(row), inclusion);
}

function notSealed({ chains }: DossierView, record: EvidenceRecord, name: string): Finding {
  const chain = chains.find((each) => nameOf(each) === nameOf(record));
  return chain?.seals.some(({ day }) => day >= record.day)
    ? broken(`${name} is not among the rows of ${record.day}, which is sealed.`)
    : unsealed(
        `${name} is not sealed yet: ${record.day} isn't over, or was not when this was made.`,
      );
}

export function tableOf({ service, table }: EvidenceRecord): SealedTable | undefined {
  return SEALED_TABLES.find((each) => each.service === service && each.table === table);
}

/** By table, then in the order in which they were written. */
function isInOrder(records: readonly EvidenceRecord[]): boolean {
  return records.every((record, at) => {
    const before = records[at - 1];
    const table = tableOf(record);
    if (!before || !table || nameOf(before) !== nameOf(record)) return true;
    return Number(before.values[table.order]) < Number(record.values[table.order]);
  });
}
