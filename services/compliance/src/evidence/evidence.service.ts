import type { Evidence, ListConsentEvidence } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { evidenceOf } from '@fieldline/seal';
import { Injectable } from '@nestjs/common';

const OF_SUBJECTS = `
  subject_id = ANY (ARRAY[$2, $3]::uuid[] || ARRAY(
    SELECT named.subject_id FROM compliance.consent_event named
     WHERE named.tenant_id = $1 AND named.id = ANY ($5::uuid[])))
  AND (least(recorded_at, CASE WHEN origin = 'keyword' THEN obtained_at END)
         <= coalesce($4, 'infinity'::timestamptz) OR id = ANY ($5::uuid[]))`;

@Injectable()
export class EvidenceService {
  constructor(private readonly database: Database) {}

  /**
   * What had been recorded by an instant of a contact, a number and whomever events are about that decisions
   * name; and those events, whenever. What a phone said counts from when it did: whoever texts knows it first.
   */
  ofConsent(
    tenantId: string,
    { recipientId, contactId, until, eventIds }: ListConsentEvidence,
  ): Promise<Evidence> {
    return this.database.asTenantAtOneMoment(tenantId, (tx) =>
      evidenceOf(tx, 'compliance', tenantId, [
        {
          table: 'consent_event',
          where: OF_SUBJECTS,
          parameters: [recipientId, contactId ?? null, until ?? null, eventIds ?? []],
        },
      ]),
    );
  }
}
