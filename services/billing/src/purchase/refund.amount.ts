const MICROS_PER_CENT = 10_000n;

export interface Refundable {
  readonly priceMicros: number;
  readonly taxMicros: number | null;
  /** The price of what was taken back. */
  readonly takenMicros: number | null;
  /** What went back at the provider, without us. */
  readonly outsideMicros: number;
}

/**
 * The share of price and tax that was taken back, in whole cents: rounded down, so never above it. What went
 * back without us counts towards it, so that nothing is returned twice.
 */
export function refundAmountMicros({
  priceMicros,
  taxMicros,
  takenMicros,
  outsideMicros,
}: Refundable): number {
  const total = BigInt(priceMicros + (taxMicros ?? 0));
  const share = (total * BigInt(takenMicros ?? 0)) / BigInt(priceMicros) - BigInt(outsideMicros);
  return share < 0n ? 0 : Number((share / MICROS_PER_CENT) * MICROS_PER_CENT);
}
