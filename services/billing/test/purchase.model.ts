import type { Account, Lot } from './ledger.model.js';

/**
 * What may be told of a purchase that is paid, some of it more often than the rest. `look`: something may have come free
 * that is owed back.
 */
export const NEWS = [
  ...(['refund', 'refund', 'refund', 'refuse', 'open', 'lost'] as const),
  ...(['won', 'won', 'returned', 'not_returned', 'look'] as const),
] as const;
export type News = (typeof NEWS)[number];

const COURSE = ['open', 'lost', 'won'] as const;
export type DisputeWord = (typeof COURSE)[number];

interface Taken {
  readonly segments: number;
  readonly worth: number;
}

const NOTHING: Taken = { segments: 0, worth: 0 };

/** A paid purchase as plain arithmetic: what of its segments the business may keep. */
export class PurchaseModel {
  readonly lots: Lot[];
  taken: Taken | null = null;
  reclaims = false;
  private refund: Taken | null = null;
  private refunds = 0;
  private readonly disputes = new Map<string, DisputeWord>();
  private outside: 'none' | 'returned' | 'failed' = 'none';

  constructor(
    private readonly account: Account,
    readonly id: string,
    segments: number,
    readonly paid: number,
  ) {
    this.lots = [account.credit(segments, paid)];
  }

  /** A refund of ours that stands, by a name of its own. */
  get refundName(): string | null {
    return this.refund && `refund ${this.refunds}`;
  }

  /** @returns whether it is news */
  tell(news: News, dispute: string): boolean {
    if (!this.learn(news, dispute)) return false;
    this.follow();
    if (news === 'refund') this.refund = this.taken;
    return true;
  }

  private learn(news: News, dispute: string): boolean {
    switch (news) {
      case 'look':
        return true;
      case 'refund':
        if (!this.isRefundable()) return false;
        this.refund = NOTHING;
        this.refunds += 1;
        return true;
      case 'refuse':
        if (!this.refund) return false;
        this.refund = null;
        return true;
      case 'returned':
        if (this.outside !== 'none') return false;
        this.outside = 'returned';
        return true;
      case 'not_returned':
        if (this.outside === 'failed') return false;
        this.outside = 'failed';
        return true;
      default: {
        const known = this.disputes.get(dispute);
        if (known && COURSE.indexOf(news) <= COURSE.indexOf(known)) return false;
        this.disputes.set(dispute, news);
        return true;
      }
    }
  }

  private isRefundable(): boolean {
    const isLeft = this.account.available > 0 && this.lots.some(({ remaining }) => remaining > 0);
    return !this.isOwed() && !this.refund && isLeft;
  }

  /** Whether all of its money went back, or may. */
  private isOwed(): boolean {
    return (
      this.outside === 'returned' || [...this.disputes.values()].some((word) => word !== 'won')
    );
  }

  /** Segments follow the money. */
  private follow(): void {
    const isOwed = this.isOwed();
    if (isOwed || (this.refund && !this.taken)) this.takeBack();
    else this.giveBack();
    this.reclaims = isOwed && this.lots.some(({ remaining }) => remaining > 0);
  }

  private takeBack(): void {
    for (const lot of this.lots) {
      const { segments, worth } = this.account.reverse(lot);
      const before: Taken = this.taken ?? NOTHING;
      this.taken = { segments: before.segments + segments, worth: before.worth + worth };
    }
  }

  /** As a lot of its own. */
  private giveBack(): void {
    const [taken, kept] = [this.taken ?? NOTHING, this.refund ?? NOTHING];
    const segments = taken.segments - kept.segments;
    if (segments > 0) this.lots.push(this.account.credit(segments, taken.worth - kept.worth));
    this.taken = this.refund;
  }
}
