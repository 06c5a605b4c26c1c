import type { MessagingSettings } from '../config.js';

/** After a message was given up, it's looked for so many times more, each as long after the last. */
const LATE_LOOKS = 10;

/** When Twilio is asked about an attempt without a known end. All in milliseconds after the attempt. */
export interface Schedule {
  readonly asksMs: readonly number[];
  /** Twilio can't send it any more: what it doesn't show now, it never had. */
  readonly settledMs: number;
}

type Delays = Pick<
  MessagingSettings,
  'reconcileAfterSeconds' | 'messageValiditySeconds' | 'reconcileMarginSeconds'
>;

/** The delays of the settings, then the last of them over and over until it's settled, then late looks. */
export function scheduleOf({
  reconcileAfterSeconds,
  messageValiditySeconds,
  reconcileMarginSeconds,
}: Delays): Schedule {
  const settledMs = (messageValiditySeconds + reconcileMarginSeconds) * 1_000;
  const early = reconcileAfterSeconds.split(',').map((seconds) => Number(seconds) * 1_000);
  const every = Math.max(early.at(-1) ?? settledMs, 1_000);
  const asksMs = early.filter((ask) => ask < settledMs);
  for (let ask = every * 2; ask < settledMs; ask += every) asksMs.push(ask);
  for (let look = 1; look <= LATE_LOOKS + 1; look += 1) asksMs.push(settledMs * look);
  return { asksMs, settledMs };
}

/** The next ask of an attempt that is `elapsedMs` old; null after the last. */
export function nextAskMs({ asksMs }: Schedule, elapsedMs: number): number | null {
  return asksMs.find((ask) => ask > elapsedMs) ?? null;
}

/** Whether an attempt is old enough to be asked about at all. */
export function isDue({ asksMs }: Schedule, elapsedMs: number): boolean {
  return elapsedMs >= (asksMs[0] ?? 0);
}
