import type { Country, RecordRef } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';

/** All that accepting a text has to know beforehand, by one statement. */
export interface SendContext {
  /** This very message is there already. */
  readonly exists: boolean;
  readonly country: Country;
  readonly unitPriceMicros: number;
  /** The business's own number; null before its activation. */
  readonly numberId: string | null;
  readonly ours: string | null;
  /** The contact asked for, when one was. */
  readonly contactId: string | null;
  readonly contactNumber: string | null;
}

/** Price of a segment until billing has said otherwise. */
const FIRST_UNIT_PRICE_MICROS = 15_000;
const FIRST_COUNTRY: Country = 'US';

export async function readSendContext(
  tx: Transaction,
  tenantId: string,
  messageId: string,
  contact: RecordRef | undefined,
): Promise<SendContext> {
  const [row] = await query<SendContext>(
    tx,
    `SELECT EXISTS (SELECT FROM message WHERE tenant_id = $1 AND id = $2) AS exists,
            coalesce(t.country, $5) AS country,
            coalesce(b.unit_price_micros, $6::bigint) AS "unitPriceMicros",
            n.id AS "numberId", n.phone_number AS ours,
            c.id AS "contactId", c.sms_number AS "contactNumber"
       FROM (SELECT) AS one
       LEFT JOIN tenant_copy t ON t.tenant_id = $1
       LEFT JOIN balance_copy b ON b.tenant_id = $1
       LEFT JOIN number n ON n.tenant_id = $1 AND n.state = 'active'
       LEFT JOIN contact c ON c.tenant_id = $1 AND (c.id = $3::uuid OR c.external_id = $4)
      LIMIT 1`,
    [
      tenantId,
      messageId,
      contact && 'id' in contact ? contact.id : null,
      contact && 'externalId' in contact ? contact.externalId : null,
      FIRST_COUNTRY,
      FIRST_UNIT_PRICE_MICROS,
    ],
  );
  if (!row) throw new Error('a query without conditions answered nothing');
  return row;
}
