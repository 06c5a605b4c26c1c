/** One thing that a law, an industry's rule or this product says about who may be texted when. */
export interface Rule {
  readonly id: string;
  readonly sentence: string;
  readonly source: Source;
  /** The day from which it holds, as far as it matters to texts. */
  readonly since: string;
}

export interface Source {
  readonly title: string;
  readonly url: string;
}
