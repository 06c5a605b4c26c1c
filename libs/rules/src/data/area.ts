/** Codes that mean the same place: area codes, or beginnings of postal codes. */
export interface Area {
  /** ISO 3166-2. */
  readonly regions: readonly string[];
  /** Every one that is kept there. */
  readonly zones: readonly string[];
  /** With spaces between; `300-319` is all from the first to the last. */
  readonly codes: string;
}
