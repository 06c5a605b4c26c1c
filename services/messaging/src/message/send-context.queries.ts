import type { Country, RecordRef, TenantState } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { isPaused } from '../sending-pause/sending-pause.queries.js';

/** All that accepting a text has to know beforehand, by one statement. */
export interface SendContext {
  /** This very message is there already. */
  readonly exists: boolean;
  readonly country: Country;
  readonly state: TenantState;
  readonly businessName: string | null;
  /** Its first text to a number says whose it is. */
  readonly introduces: boolean;
  readonly isPaused: boolean;
  readonly unitPriceMicros: number;
  /** The business's own number; null before its activation. */
  readonly numberId: string | null;
  readonly ours: string | null;
  /** The contact asked for, when one was. */
  readonly contactId: string | null;
  readonly contactNumber: string | null;
  /** The employee asked for, when one was. */
  readonly employeeId: string | null;
  readonly employeeNumber: string | null;
}

/** Price of a segment until billing has said otherwise. */
const FIRST_UNIT_PRICE_MICROS = 15_000;
const FIRST_COUNTRY: Country = 'US';

/** A message that is asked for, and the contact or employee it is for, when one was named. */
export interface WantedMessage {
  readonly id: string;
  readonly contact?: RecordRef;
  readonly employeeId?: string;
}

export async function readSendContexts(
  tx: Transaction,
  tenantId: string,
  wanted: readonly WantedMessage[],
): Promise<SendContext[]> {
  const rows = await query<SendContext>(
    tx,
    `SELECT EXISTS (SELECT FROM message m WHERE m.tenant_id = $1 AND m.id = w.message_id) AS exists,
            coalesce(t.country, $5) AS country, coalesce(t.state, 'active') AS state, t.name AS "businessName",
            coalesce(t.introduce_first_text, false) AS introduces, ${isPaused('$1')} AS "isPaused",
            coalesce(b.unit_price_micros, $6::bigint) AS "unitPriceMicros",
            n.id AS "numberId", n.phone_number AS ours,
            c.id AS "contactId", c.sms_number AS "contactNumber",
            e.id AS "employeeId", e.sms_number AS "employeeNumber"
       FROM unnest($2::uuid[], $3::uuid[], $4::text[], $7::uuid[]) WITH ORDINALITY
         AS w (message_id, contact_id, external_id, employee_id, position)
       LEFT JOIN tenant_copy t ON t.tenant_id = $1
       LEFT JOIN balance_copy b ON b.tenant_id = $1
       LEFT JOIN (SELECT * FROM number WHERE tenant_id = $1 AND state = 'active' LIMIT 1) n ON true
       LEFT JOIN contact c
         ON c.tenant_id = $1 AND (c.id = w.contact_id OR c.external_id = w.external_id)
       LEFT JOIN employee e ON e.tenant_id = $1 AND e.id = w.employee_id
      ORDER BY w.position`,
    [
      tenantId,
      wanted.map(({ id }) => id),
      wanted.map(({ contact }) => (contact && 'id' in contact ? contact.id : null)),
      wanted.map(({ contact }) => (contact && 'externalId' in contact ? contact.externalId : null)),
      FIRST_COUNTRY,
      FIRST_UNIT_PRICE_MICROS,
      wanted.map(({ employeeId }) => employeeId ?? null),
    ],
  );
  if (rows.length !== wanted.length) throw new Error('a message was asked for and not answered');
  return rows;
}

export async function readSendContext(
  tx: Transaction,
  tenantId: string,
  messageId: string,
): Promise<SendContext> {
  const [context] = await readSendContexts(tx, tenantId, [{ id: messageId }]);
  return context!;
}
