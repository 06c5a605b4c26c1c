/** An installation to look at, and how. */
export interface Installation {
  /**
   * Where the services' schemas are: one database, or several. The role must see every tenant's
   * rows: a superuser, or one with BYPASSRLS.
   */
  readonly databaseUrls: readonly string[];
  /** The simulator in Twilio's place, when there is one. */
  readonly simulatorUrl?: string;
  /**
   * Nothing is under way, so everything counts. Otherwise only what has been as it is for longer
   * than the grace counts, and what is found is looked for a second time.
   */
  readonly atRest?: boolean;
  readonly graceMs?: number;
  /** Between the two looks at a running installation. */
  readonly secondLookAfterMs?: number;
  /** Billing's: how long a message that nobody could find out about stays held. */
  readonly unknownVoidAfterMs?: number;
  /**
   * Messages that are older are not looked at, but for what is held for them still. The ledger's sums
   * are made whole all the same. Undefined for everything.
   */
  readonly recentMs?: number;
  /** Rows of sealed days that are older are not hashed anew; their seals are. Undefined for all of them. */
  readonly sealedMs?: number;
  /** Only these invariants, by their names; then only the services they need have to be there. */
  readonly only?: readonly string[];
  /** Only what belongs to these businesses, or to none. */
  readonly tenantIds?: readonly string[];
  /** How many of each kind are named. */
  readonly examples?: number;
  readonly statementTimeoutMs?: number;
}

export const DEFAULTS = {
  atRest: false,
  graceMs: 5 * 60_000,
  secondLookAfterMs: 5_000,
  unknownVoidAfterMs: 24 * 3_600_000,
  examples: 5,
  statementTimeoutMs: 60_000,
} as const;
