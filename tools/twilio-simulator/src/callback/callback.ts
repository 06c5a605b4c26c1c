export type CallbackParams = Record<string, string>;

/** A request that Twilio makes to an application: a status, an inbound message, an event. */
export interface CallbackRequest {
  url: string;
  method: 'GET' | 'POST';
  /** Whose auth token signs it. */
  accountSid: string;
  /** Callbacks of one stream go out one after another. */
  stream: string;
  params: CallbackParams;
  /** The body of an event stream's request, which has no parameters. */
  json?: string;
}

export interface PendingCallback extends CallbackRequest {
  id: string;
  dueAt: number;
}
