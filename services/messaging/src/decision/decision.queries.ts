import { query, type Transaction } from '@fieldline/database';
import type { Decision, SendFacts } from '@fieldline/rules';

/** Whether a text might leave, as it was decided, and from what. */
export interface MadeDecision {
  readonly tenantId: string;
  readonly messageId: string;
  /** When it was asked for, or in the transaction that marks an attempt to post it. */
  readonly moment: 'accepted' | 'dispatching';
  readonly decision: Decision;
  /** All that was known: who has them decides again, and comes to the same. */
  readonly facts: SendFacts;
}

/**
 * Keeps decisions about messages that are there, by one statement. Nothing in them says a number or a
 * word of a text: the body is only vouched for, by a hash with a salt that goes with it.
 * @throws when one is about no message
 */
export async function recordDecisions(
  tx: Transaction,
  made: readonly MadeDecision[],
): Promise<void> {
  if (made.length === 0) return;
  const recorded = await query(
    tx,
    `INSERT INTO decision (tenant_id, message_id, moment, recipient_id, contact_id, employee_id, sent_by,
            outcome, code, basis, until, reasons, rules_version, facts, body_hash)
     SELECT d."tenantId", d."messageId", d.moment, m.recipient_id, m.contact_id, m.employee_id, m.sent_by,
            d.outcome, d.code, d.basis, d.until, d.reasons, d."rulesVersion", d.facts,
            encode(sha256(convert_to(m.body_salt::text || ' ' || m.body, 'UTF8')), 'hex')
       FROM jsonb_to_recordset($1::jsonb) AS d ("tenantId" uuid, "messageId" uuid, moment text, outcome text,
            code text, basis text, until timestamptz, reasons jsonb, "rulesVersion" text, facts jsonb)
       JOIN message m ON m.tenant_id = d."tenantId" AND m.id = d."messageId"
     RETURNING 1`,
    [JSON.stringify(made.map(toRow))],
  );
  if (recorded.length !== made.length) throw new Error('a decision was made about no message');
}

function toRow({ decision, ...made }: MadeDecision): object {
  const { outcome, reasons, rulesVersion } = decision;
  return {
    ...made,
    outcome,
    code: outcome === 'allow' ? null : decision.code,
    basis: outcome === 'allow' ? decision.basis : null,
    until: outcome === 'hold' ? decision.until : null,
    reasons,
    rulesVersion,
  };
}
