import { NotChecked } from '../could-not-verify.js';
import type { Check, Look } from '../look.js';
import { messageOf, readTexts, type SimulatedText } from '../simulator-texts.js';
import {
  judgeReceived,
  judgeSent,
  PHONE_INVARIANTS,
  type PhoneInvariant,
  type SentRow,
} from './phones.js';

const MESSAGES = `
  SELECT m.id AS "messageId", m.tenant_id AS "tenantId", m.direction, m.status,
         CASE WHEN m.redacted_at IS NULL THEN m.body END AS body,
         n.phone_number AS ours, r.phone_number AS theirs,
         m.provider_message_id AS "providerMessageId", m.created_at AS "createdAt",
         greatest(m.created_at, (m.timeline -> -1 ->> 'at')::timestamptz) < $1 AS settled
    FROM messaging.message m
    JOIN messaging.number n ON n.tenant_id = m.tenant_id AND n.id = m.number_id
    JOIN messaging.recipient r ON r.tenant_id = m.tenant_id AND r.id = m.recipient_id`;

/** The phones of the simulator beside our messages: each text once, and none that we don't know of. */
export const simulatorCheck: Check = {
  invariants: PHONE_INVARIANTS,

  async find(look) {
    if (!look.simulatorUrl) throw new NotChecked('there is no simulator');
    const { texts, forgottenBefore } = await readTexts(look.simulatorUrl);
    const { sent, received } = sorted(look, texts);
    const batches = look.databases.of('messaging').batches<SentRow>(MESSAGES, [look.settledBefore]);
    for await (const rows of batches) {
      for (const row of rows) {
        const name = judged(row, { sent, received });
        const isForgotten = forgottenBefore !== undefined && row.createdAt <= forgottenBefore;
        if (!name || isForgotten) continue;
        look.found(name, { tenantId: row.tenantId, messageId: row.messageId });
      }
    }
    await reportLeftOver(look, { sent, received });
  },
};

/** Takes a message's texts out of those that are left. */
function judged(row: SentRow, { sent, received }: Sorted): PhoneInvariant | undefined {
  if (row.direction === 'outbound') {
    const texts = sent.get(row.messageId) ?? [];
    sent.delete(row.messageId);
    return judgeSent(row, texts);
  }
  const sid = row.providerMessageId ?? '';
  const text = received.get(sid);
  received.delete(sid);
  return judgeReceived(row, text);
}

interface Sorted {
  /** By our message's id. */
  readonly sent: Map<string, SimulatedText[]>;
  /** By Twilio's id. */
  readonly received: Map<string, SimulatedText>;
}

function sorted(look: Look, texts: readonly SimulatedText[]): Sorted {
  const sent = new Map<string, SimulatedText[]>();
  const received = new Map<string, SimulatedText>();
  for (const text of texts.filter(({ automatic, accountSid }) => !automatic && accountSid !== '')) {
    if (text.direction === 'from_phone') {
      received.set(text.sid, text);
      continue;
    }
    const messageId = messageOf(text)?.messageId;
    if (!messageId) {
      look.found('simulator.text-unasked', { tenantId: null, providerMessageId: text.sid });
      continue;
    }
    sent.set(messageId, [...(sent.get(messageId) ?? []), text]);
  }
  return { sent, received };
}

/** Texts that no message of ours stands for. */
async function reportLeftOver(look: Look, { sent, received }: Sorted): Promise<void> {
  for (const [messageId, [text]] of sent)
    if (text && look.hasSettled(new Date(text.at)))
      look.found('simulator.text-unasked', {
        tenantId: messageOf(text)?.tenantId ?? null,
        messageId,
        providerMessageId: text.sid,
      });
  const owners = await look.databases
    .of('messaging')
    .rows<{ phoneNumber: string; tenantId: string }>(
      `SELECT phone_number AS "phoneNumber", tenant_id AS "tenantId" FROM messaging.number
        WHERE phone_number IS NOT NULL`,
    );
  const tenantOf = new Map(owners.map(({ phoneNumber, tenantId }) => [phoneNumber, tenantId]));
  for (const { sid, to, at } of received.values())
    if (look.hasSettled(new Date(at)))
      look.found('simulator.inbound-lost', {
        tenantId: tenantOf.get(to) ?? null,
        providerMessageId: sid,
      });
}
