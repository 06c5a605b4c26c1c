import type { StatementLine, StatementMoney, StatementMovements } from '@fieldline/contracts';
import type { AdjustmentParts, MessageParts } from './statement-lines.queries.js';

type Line = Omit<StatementLine, 'at'>;

const NOTHING: StatementMovements & StatementMoney = {
  purchased: 0,
  granted: 0,
  restored: 0,
  withdrawn: 0,
  reversed: 0,
  sent: 0,
  received: 0,
  held: 0,
  released: 0,
  paidMicros: 0,
  grantedMicros: 0,
  restoredMicros: 0,
  withdrawnMicros: 0,
  reversedMicros: 0,
  sentMicros: 0,
  receivedMicros: 0,
};

/** The sums of the statement that an adjustment of each kind belongs to. */
const SUMS_OF = {
  purchase: ['purchased', 'paidMicros'],
  grant: ['granted', 'grantedMicros'],
  restoration: ['restored', 'restoredMicros'],
  withdrawal: ['withdrawn', 'withdrawnMicros'],
  reversal: ['reversed', 'reversedMicros'],
} as const satisfies Record<
  AdjustmentParts['kind'],
  readonly [keyof StatementMovements, keyof StatementMoney]
>;

export function messageLine(message: MessageParts): Line {
  const { messageId, direction, quoted, sentBy, number, jobType } = message;
  const { used, held, released, costMicros } = message;
  const known = { id: messageId, sentBy, number, jobType, quoted, reason: null };
  return direction === 'outbound'
    ? { ...NOTHING, ...known, type: 'sent', held, released, sent: used, sentMicros: costMicros }
    : { ...NOTHING, ...known, type: 'received', received: used, receivedMicros: costMicros };
}

export function adjustmentLine(adjustment: AdjustmentParts): Line {
  const { adjustmentId, kind, segments, micros, reason } = adjustment;
  const [moved, valued] = SUMS_OF[kind];
  return {
    ...NOTHING,
    type: kind,
    id: adjustmentId,
    sentBy: null,
    number: null,
    jobType: null,
    quoted: null,
    reason,
    [moved]: segments,
    [valued]: micros,
  };
}
