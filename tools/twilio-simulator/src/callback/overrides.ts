/**
 * Connection overrides in the fragment of a callback's address, such as `#rc=3&rp=5xx,ct,rt`
 * (Twilio, "Webhooks: Connection Overrides"). The fragment is neither sent nor signed.
 */
export interface Overrides {
  connectTimeoutMs: number;
  readTimeoutMs: number;
  totalTimeoutMs: number;
  retryCount: number;
  retryOn: ReadonlySet<RetryReason>;
}

export type RetryReason = '4xx' | '5xx' | 'ct' | 'rt';

const REASONS: readonly RetryReason[] = ['4xx', '5xx', 'ct', 'rt'];

/** How event streams are tried again: for minutes, in life for hours. */
export const STREAM_OVERRIDES: Overrides = {
  connectTimeoutMs: 5_000,
  readTimeoutMs: 15_000,
  totalTimeoutMs: 180_000,
  retryCount: 1_000,
  retryOn: new Set(['5xx', 'ct', 'rt']),
};

export function overridesOf(url: string): Overrides {
  const fragment = new URLSearchParams(url.split('#')[1] ?? '');
  return {
    connectTimeoutMs: within(fragment.get('ct'), 100, 10_000, 5_000),
    readTimeoutMs: within(fragment.get('rt'), 100, 15_000, 15_000),
    totalTimeoutMs: within(fragment.get('tt'), 100, 15_000, 15_000),
    retryCount: within(fragment.get('rc'), 0, 5, 1),
    retryOn: reasonsOf(fragment.get('rp')),
  };
}

export function withoutFragment(url: string): string {
  return url.split('#')[0] ?? url;
}

/** What isn't a number in the range is ignored. */
function within(text: string | null, min: number, max: number, fallback: number): number {
  const value = Number(text ?? Number.NaN);
  return Number.isInteger(value) && value >= min && value <= max ? value : fallback;
}

function reasonsOf(text: string | null): ReadonlySet<RetryReason> {
  const names = (text ?? 'ct').split(',').map((name) => name.trim());
  if (names.includes('all')) return new Set(REASONS);
  return new Set(REASONS.filter((reason) => names.includes(reason)));
}
