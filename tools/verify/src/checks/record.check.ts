import { createHash } from 'node:crypto';
import { canonicalRow, SEALED_TABLES, type SealedTable } from '@fieldline/seal';
import type { Check } from '../look.js';
import { type Keyed, sideBySide } from '../side-by-side.js';

interface Subject extends Keyed {
  readonly tenantId: string;
  /** How many records it has had, and the end of the chain through them. */
  readonly records: number;
  readonly recordsHash: string;
  /** Of its records as they are now, in their order. */
  readonly hashes: readonly string[] | null;
  /** Whether the record that it names says what it says. */
  readonly stands: boolean;
}

interface Copied extends Keyed {
  readonly tenantId: string;
  readonly records: number | null;
  readonly recordsHash: string | null;
}

/**
 * Records of consent, those of today too, beside the chain that was made as they were added: compliance has its end, and
 * messaging has what it was when the consent was last told. Both are judged at once: a chain only grows.
 */
export const recordCheck: Check = {
  invariants: {
    'consent.record':
      'Records of a consent are not those that were made, or the consent is not what they say.',
  },
  async find(look) {
    const [sealed] = SEALED_TABLES.filter(({ table }) => table === 'consent_event');
    if (!sealed) throw new Error('records of consent are not sealed');
    const since = look.sealsSince ?? null;
    const subjects = look.databases.of('compliance').batches<Subject>(recorded(sealed), [since]);
    const copies = look.databases.of('messaging').batches<Copied>(COPIES);
    await sideBySide(subjects, copies, (subject, copy) => {
      if (subject && !isSound(subject, copy))
        look.found('consent.record', { tenantId: subject.tenantId, subjectId: subject.key });
    });
  },
};

function isSound({ tenantId, stands, ...subject }: Subject, copy: Copied | undefined): boolean {
  const ends = chainOf(subject.hashes ?? []);
  const isChained = ends.length - 1 === subject.records && ends.at(-1) === subject.recordsHash;
  if (!stands || !isChained) return false;
  // Of another business: that is `consent.copy`'s to say.
  if (copy?.tenantId !== tenantId || copy.records === null) return true;
  return ends[copy.records] === copy.recordsHash;
}

/** The end of the chain after none, one, two… of its records. */
function chainOf(hashes: readonly string[]): string[] {
  const ends = [''];
  for (const hash of hashes)
    ends.push(
      createHash('sha256')
        .update(`${ends.at(-1)}${hash}`)
        .digest('hex'),
    );
  return ends;
}

/** Of all subjects, or of those of whom something was recorded, or should have been, since $1. */
function recorded(sealed: SealedTable): string {
  return `
    SELECT c.subject_id AS key, c.tenant_id AS "tenantId", c.records::int, c.records_hash AS "recordsHash",
           h.hashes, ${STANDS} AS stands
      FROM compliance.consent c
      LEFT JOIN compliance.consent_event e ON e.tenant_id = c.tenant_id AND e.id = c.event_id
      LEFT JOIN LATERAL (
        SELECT array_agg(encode(sha256(convert_to(r.row, 'UTF8')), 'hex') ORDER BY r.sequence) AS hashes
          FROM (SELECT sequence, ${canonicalRow(sealed)} AS row FROM compliance.consent_event
                 WHERE tenant_id = c.tenant_id AND subject_id = c.subject_id) r) h ON true
     WHERE $1::timestamptz IS NULL OR c.changed_at >= $1 OR (c.tenant_id, c.subject_id) IN (
             SELECT tenant_id, subject_id FROM compliance.consent_event WHERE recorded_at >= $1)
     ORDER BY 1, 2`;
}

/** A contact's opt-in is bound to its first number, which may come later. */
const STANDS = `(c.version = 0 OR coalesce(
  e.subject_id = c.subject_id AND e.origin = c.origin AND e.source = c.source
    AND c.state = CASE e.action WHEN 'opt_in' THEN 'opted_in' WHEN 'opt_out' THEN 'opted_out' END
    AND e.obtained_at IS NOT DISTINCT FROM c.obtained_at
    AND (c.state = 'opted_out' OR (e.basis, e.written, e.expires_at) IS NOT DISTINCT FROM (c.basis, c.written, c.expires_at)
         AND (e.bound_recipient_id IS NULL OR e.bound_recipient_id IS NOT DISTINCT FROM c.bound_recipient_id)), false))`;

const COPIES = `
  SELECT subject_id AS key, tenant_id AS "tenantId", records::int, records_hash AS "recordsHash"
    FROM messaging.consent_copy ORDER BY 1, 2`;
