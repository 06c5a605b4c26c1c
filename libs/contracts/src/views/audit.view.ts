/** Somebody did something, at a time. */
export interface AuditEntryView {
  id: string;
  at: string;
  /** `user:…`, `api_key:…`, `system:…`, `recipient:…` or `provider:…`. */
  actor: string;
  /** Of a user or key that is known; null of one that is gone, and of a machine. */
  actorName: string | null;
  /** It was done by the platform's people for the business. */
  byOperator: boolean;
  /** What was done: `message.sent`, `consent.opted_out`, … */
  action: string;
  subject: { kind: string; id: string };
  /** Ids, words and figures; no texts, names or numbers. */
  detail: Record<string, unknown>;
}
