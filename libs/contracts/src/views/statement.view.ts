import type { BalanceView } from './index.js';

/** Where an account stands, in segments. */
export interface StandingView extends Omit<BalanceView, 'unitPriceMicros'> {
  /** Available and held, less debt. */
  balance: number;
}

/** Segments, each a count of its own: those that came in or were used change the balance, the last two don't. */
export interface StatementMovements {
  purchased: number;
  granted: number;
  /** Came back after a refund that failed, or a dispute that was won. */
  restored: number;
  /** Taken away by an operator. */
  withdrawn: number;
  /** Taken back with their money: refunds and disputes. */
  reversed: number;
  sent: number;
  received: number;
  /** Set aside for texts on their way. */
  held: number;
  /** Set aside and not used after all. */
  released: number;
}

/** The same in micro-dollars. What was sent and received counts when it was drawn from its lot. */
export interface StatementMoney {
  paidMicros: number;
  grantedMicros: number;
  restoredMicros: number;
  withdrawnMicros: number;
  reversedMicros: number;
  sentMicros: number;
  receivedMicros: number;
}

export interface Usage {
  messages: number;
  segments: number;
  /** Of what was drawn in this time, perhaps for a message whose debt is older. */
  costMicros: number;
}

/** A part of what was sent and received. */
export interface UsageRow {
  /** Null for what belongs to none. */
  key: string | null;
  /** That the row stands for so many keys more, the smallest ones. */
  others?: number;
  sent: Usage;
  received: Usage;
}

export interface BillDifference {
  messageId: string;
  quoted: number;
  billed: number;
  reason: string;
}

export interface QuoteVersusBill {
  /** Messages whose bill was above their quote, and by how many segments in all. */
  above: { messages: number; segments: number };
  below: { messages: number; segments: number };
  /** The first of them, in order of time. */
  items: BillDifference[];
}

/** What a stretch of time did to an account: opening and movements come to closing. */
export interface AccountStatement {
  from: string;
  to: string;
  /** It isn't over: more will follow. */
  isOpen: boolean;
  opening: StandingView;
  movements: StatementMovements;
  closing: StandingView;
  /** With what the closing debt would cost at today's price. */
  money: StatementMoney & { owedMicros: number };
  sent: Usage;
  received: Usage;
  byUser: UsageRow[];
  byJobType: UsageRow[];
  byNumber: UsageRow[];
  quoteVersusBill: QuoteVersusBill;
}

/** A month in the business's own time zone. */
export interface StatementView extends AccountStatement {
  month: string;
  timeZone: string;
}

export type StatementLineType =
  'sent' | 'received' | 'purchase' | 'grant' | 'restoration' | 'withdrawal' | 'reversal';

/** One message or adjustment with its part of each sum of the statement. */
export interface StatementLine extends StatementMovements, StatementMoney {
  at: string;
  type: StatementLineType;
  id: string;
  sentBy: string | null;
  number: string | null;
  jobType: string | null;
  /** Segments; null for what had no quote. */
  quoted: number | null;
  reason: string | null;
}
