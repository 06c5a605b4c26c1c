import type { Check, Look } from '../look.js';
import { sideBySide } from '../side-by-side.js';
import {
  allHolds,
  allMessages,
  holdsOf,
  messagesOf,
  heldLately,
  recentMessages,
  subjectsDropped,
  subjectsUnderWay,
} from './settlement.queries.js';
import {
  type HoldRow,
  judgeSettlement,
  type MessageRow,
  SETTLEMENT_INVARIANTS,
} from './settlement.js';

type Judge = (message: MessageRow | undefined, hold: HoldRow | undefined) => void;

/** Every message beside its hold: what one service sent, and what the other took for it. */
export const settlementCheck: Check = {
  invariants: SETTLEMENT_INVARIANTS,

  async find(look) {
    const judge = await judgeOf(look);
    if (look.since) await judgeRecent(look, judge);
    else await sideBySide(allMessages(look), allHolds(look), judge);
  },
};

async function judgeOf(look: Look): Promise<Judge> {
  const pending = await subjectsUnderWay(look);
  const dropped = await subjectsDropped(look);
  // What was on its way all the same had a hold.
  const isExplained = ({ key, attempted }: MessageRow): boolean =>
    pending.has(key) || (dropped.has(key) && !attempted);
  return (message, hold) => {
    const name = judgeSettlement(message, hold, isExplained);
    const row = message ?? hold;
    if (!name || !row) return;
    const ids = { tenantId: row.tenantId, messageId: row.key };
    look.found(name, name === 'tenancy.crossed' ? { ...ids, holdTenantId: hold?.tenantId } : ids);
  };
}

/** Recent messages with their holds; what is held yet or was lately, with its messages, by their keys. */
async function judgeRecent(look: Look, judge: Judge): Promise<void> {
  for await (const messages of recentMessages(look)) {
    const holds = await holdsOf(look, messages);
    for (const message of messages) judge(message, holds.get(keyOf(message)));
  }
  for await (const holds of heldLately(look)) {
    const messages = await messagesOf(look, holds);
    for (const hold of holds) {
      const message = messages.get(keyOf(hold));
      if (!message?.recent) judge(message, hold);
    }
  }
}

function keyOf({ tenantId, key }: Pick<MessageRow, 'tenantId' | 'key'>): string {
  return `${tenantId} ${key}`;
}
