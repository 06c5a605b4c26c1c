/** What of a service's tables is a business's to have. Every table with tenants is in one of the two. */
export interface ExportPlan {
  /** Tables, with the columns that are secrets. */
  readonly tables: Readonly<Record<string, { readonly without?: readonly string[] }>>;
  /** What isn't given away, and why. */
  readonly leftOut: Readonly<Record<string, string>>;
}

/** Of every service. */
export const OUTBOX_LEFT_OUT = {
  outbox: 'On its way to the other services, for moments.',
} as const;
