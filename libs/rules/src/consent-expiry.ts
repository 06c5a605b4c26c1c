const MONTHS = { purchase: 24, inquiry: 6 } as const;

/**
 * When consent that CASL implies ends: 24 months after a purchase or contract, 6 months after an
 * inquiry. A day that the month lacks is its last one.
 * Source: CASL, S.C. 2010, c. 23, s. 10(10).
 */
export function consentExpiry(reason: 'purchase' | 'inquiry', obtainedAt: Date): Date {
  const end = new Date(obtainedAt);
  end.setUTCDate(1);
  end.setUTCMonth(end.getUTCMonth() + MONTHS[reason]);
  const lastDay = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  end.setUTCDate(Math.min(obtainedAt.getUTCDate(), lastDay));
  return end;
}
