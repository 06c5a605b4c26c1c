/**
 * When texts may go, on the recipient's clocks: from `from` (itself inside) until `to` (itself
 * outside), both `HH:MM`; `00:00` to `24:00` is always.
 */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
  /** Sundays, where they differ; null for as on other days. */
  readonly sunday: { readonly from: string; readonly to: string } | null;
}
