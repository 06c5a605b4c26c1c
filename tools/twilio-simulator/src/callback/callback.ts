export type CallbackParams = Record<string, string>;

/** A request that Twilio makes to an application: a status or an inbound message. */
export interface CallbackRequest {
  url: string;
  method: 'GET' | 'POST';
  /** Whose auth token signs it. */
  accountSid: string;
  /** Callbacks of one stream go out one after another. */
  stream: string;
  params: CallbackParams;
}

export interface PendingCallback extends CallbackRequest {
  id: string;
  dueAt: number;
}
