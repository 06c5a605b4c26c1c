import type { OutboundStatus } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';

/** What is known of a text that Twilio has, or that has ended. */
export interface Progress {
  readonly tenantId: string;
  readonly id: string;
  readonly status: OutboundStatus;
  readonly attempt: number;
  readonly providerMessageId: string | null;
  readonly providerSegments: number | null;
  readonly errorCode: string | null;
  readonly providerCode: number | null;
}

/** Adds what has become known of some texts to the records that nobody changes, by one statement. */
export async function recordProgress(tx: Transaction, known: readonly Progress[]): Promise<void> {
  if (known.length === 0) return;
  await tx.query(
    `INSERT INTO progress (tenant_id, message_id, status, attempt, provider_message_id, provider_segments,
            error_code, provider_code)
     SELECT "tenantId", id, status, attempt, "providerMessageId", "providerSegments", "errorCode", "providerCode"
       FROM jsonb_to_recordset($1::jsonb) AS p ("tenantId" uuid, id uuid, status text, attempt integer,
            "providerMessageId" text, "providerSegments" integer, "errorCode" text, "providerCode" integer)`,
    [JSON.stringify(known.map(toRow))],
  );
}

function toRow({ tenantId, id, status, attempt, ...known }: Progress): Progress {
  const { providerMessageId, providerSegments, errorCode, providerCode } = known;
  return {
    tenantId,
    id,
    status,
    attempt,
    providerMessageId,
    providerSegments,
    errorCode,
    providerCode,
  };
}
