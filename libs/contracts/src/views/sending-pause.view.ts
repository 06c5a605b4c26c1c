/** Whether texts are held back. */
export interface SendingPauseView {
  /** Whose: a business's id, or null for everybody. */
  tenantId: string | null;
  paused: boolean;
  reason: string | null;
  by: string | null;
  since: string | null;
  /** Of a business: whether everybody is paused, and so it too. */
  everybodyPaused?: boolean;
  /** Messaging follows within moments. */
  pending?: true;
}
