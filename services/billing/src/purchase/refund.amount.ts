const MICROS_PER_CENT = 10_000n;

export interface Refundable {
  readonly priceMicros: number;
  readonly taxMicros: number | null;
  /** The price of what was taken back. */
  readonly takenMicros: number | null;
}

/** The share of price and tax that was taken back, in whole cents: rounded down, so never above it. */
export function refundAmountMicros({ priceMicros, taxMicros, takenMicros }: Refundable): number {
  const total = BigInt(priceMicros + (taxMicros ?? 0));
  const share = (total * BigInt(takenMicros ?? 0)) / BigInt(priceMicros);
  return Number((share / MICROS_PER_CENT) * MICROS_PER_CENT);
}
