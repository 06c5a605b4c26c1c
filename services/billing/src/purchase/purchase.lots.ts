import { derivedId } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import { Injectable } from '@nestjs/common';
import { LotService } from '../lot/lot.service.js';
import type { Purchase } from './purchase.entity.js';
import type { OwnRefund } from './purchase.status.js';

const ACTOR = 'system:billing';

/** A purchase's segments: the lot that it was credited as, and those of what was given back. */
@Injectable()
export class PurchaseLots {
  constructor(private readonly lots: LotService) {}

  /** Once it is paid. */
  async credit(tx: Transaction, purchase: Purchase): Promise<void> {
    const { tenantId, id, bundle, priceMicros } = purchase;
    await this.lots.credit(tx, {
      tenantId,
      lotId: id,
      kind: 'purchase',
      segments: bundle,
      paidMicros: priceMicros,
      reason: `Purchase ${id}`,
      actor: ACTOR,
    });
    purchase.lotId = id;
  }

  /** From each of its lots, for a refund of ours or by itself. @returns whether some is left: it is held */
  async takeBack(tx: Transaction, purchase: Purchase, refund: OwnRefund | null): Promise<boolean> {
    const { tenantId, id } = purchase;
    const reason = refund
      ? `Refund of purchase ${id}: ${refund.reason}`
      : `The money of purchase ${id} went back, or may`;
    const open = await this.lots.openOf(tx, tenantId, lotIdsOf(purchase));
    let left = 0;
    purchase.takenSegments ??= 0;
    purchase.takenMicros ??= 0;
    for (const { lotId, remaining } of open) {
      const taken = await this.lots.reverse(tx, {
        tenantId,
        lotId,
        id: derivedId('reversal', id, String(purchase.reversals + 1)),
        reason,
        actor: ACTOR,
      });
      left += remaining - taken.segments;
      if (taken.segments === 0) continue;
      purchase.reversals += 1;
      purchase.takenSegments += taken.segments;
      purchase.takenMicros += taken.micros;
    }
    return left > 0;
  }

  /** All that was taken, but for a refund of ours that stands, as a lot of its own: those it came from had their end. */
  async giveBack(tx: Transaction, purchase: Purchase, refund: OwnRefund | null): Promise<void> {
    const { tenantId, id, takenSegments, takenMicros } = purchase;
    const segments = (takenSegments ?? 0) - (refund?.segments ?? 0);
    if (segments > 0) {
      purchase.reversals += 1;
      await this.lots.credit(tx, {
        tenantId,
        lotId: restorationId(id, purchase.reversals),
        kind: 'restoration',
        segments,
        paidMicros: (takenMicros ?? 0) - (refund?.micros ?? 0),
        reason: `The money of purchase ${id} stays after all`,
        actor: ACTOR,
      });
    }
    purchase.takenSegments = refund?.segments ?? null;
    purchase.takenMicros = refund?.micros ?? null;
  }
}

/** Its own, and what was given back of it. */
function lotIdsOf({ id, reversals }: Purchase): string[] {
  const names = Array.from({ length: reversals }, (_, place) => restorationId(id, place + 1));
  return [id, ...names];
}

function restorationId(purchaseId: string, count: number): string {
  return derivedId('restoration', purchaseId, String(count));
}
