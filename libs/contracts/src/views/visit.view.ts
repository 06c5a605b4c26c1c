import type { JobView } from './index.js';

/** A contact's visits around now. */
export interface VisitsView {
  contactId: string;
  /** The first that is scheduled and hasn't begun. */
  next: JobView | null;
  /** The latest that has begun and wasn't canceled. */
  last: JobView | null;
}
