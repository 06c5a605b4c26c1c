import {
  type DisputeState,
  PurchaseDisputed,
  PurchasePaid,
  PurchaseRefunded,
} from '@fieldline/contracts';
import type { NewEvent } from '@fieldline/events';
import type { Purchase } from './purchase.entity.js';
import { isRefunded, type Known, stateOf } from './purchase.status.js';

interface Change {
  readonly before: Known;
  readonly known: Known;
}

/** What others hear of a change. Before it is paid there is nothing to tell: then all at once. */
export function factsOf(purchase: Purchase, { before, known }: Change): NewEvent[] {
  if (!purchase.paidAt) return [];
  const wasPaid = before.paidAt !== null;
  const facts: NewEvent[] = [];
  const isBack = wasPaid && purchase.state === 'paid' && stateOf(before) !== 'paid';
  if (!wasPaid || isBack) facts.push(paidFact(purchase));
  if (isRefunded(known) && !(wasPaid && isRefunded(before)))
    facts.push(refundedFact(purchase, known));
  const [word, wordBefore] = [disputeOf(known), wasPaid ? disputeOf(before) : undefined];
  if (word !== undefined && word !== wordBefore) facts.push(disputedFact(purchase, word));
  return facts;
}

/** Of several disputes, the one that weighs most. */
function disputeOf({ disputes }: Known): DisputeState | undefined {
  return (['open', 'lost', 'won'] as const).find((state) => disputes.includes(state));
}

function paidFact(purchase: Purchase): NewEvent<PurchasePaid> {
  const { tenantId, id: purchaseId, bundle, priceMicros, taxMicros, paidAt, version } = purchase;
  const payload = {
    purchaseId,
    bundle,
    priceMicros,
    taxMicros: taxMicros ?? 0,
    by: purchase.boughtBy,
    paidAt: (paidAt ?? new Date()).toISOString(),
    version,
  };
  return { type: PurchasePaid, tenantId, payload };
}

function refundedFact(purchase: Purchase, { refund }: Known): NewEvent<PurchaseRefunded> {
  const { tenantId, id: purchaseId, takenSegments, version } = purchase;
  const amountMicros = refund?.amountMicros ?? null;
  const payload = { purchaseId, segments: takenSegments ?? 0, amountMicros, version };
  return { type: PurchaseRefunded, tenantId, payload };
}

function disputedFact(purchase: Purchase, state: DisputeState): NewEvent<PurchaseDisputed> {
  const { tenantId, id: purchaseId, takenSegments, version } = purchase;
  const payload = { purchaseId, state, segments: takenSegments ?? 0, version };
  return { type: PurchaseDisputed, tenantId, payload };
}
