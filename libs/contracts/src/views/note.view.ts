import type { Redaction } from './retention.view.js';

/** Written into a thread for colleagues: never texted, never changed, costs nothing. */
export interface NoteView {
  id: string;
  conversationId: string;
  body: string;
  /** `user:<id>`, or `api_key:<id>` for a program. */
  author: string;
  /** Null for a program. */
  authorName: string | null;
  /** Ids of users. */
  mentions: string[];
  /** Its body was taken away, and stands here as an empty text. */
  redacted?: Redaction;
  createdAt: string;
}
