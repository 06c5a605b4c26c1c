export type WaitingOn = 'you' | 'operator' | 'twilio' | 'carriers';

/** One thing on the way to the first text. */
export interface GoLiveItem {
  key: string;
  title: string;
  done: boolean;
  /** Who has to do something now; null when it's done, or not its turn yet. */
  waitingOn: WaitingOn | null;
  /** When it was done, else since when it waits; null when that isn't known. */
  since: string | null;
  /** How long it takes, in plain words; null when it's done. */
  expected: string | null;
}

export interface GoLiveView {
  live: boolean;
  items: GoLiveItem[];
}
