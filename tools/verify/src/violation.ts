/** Which rows: names of ids and ids. Never a number, a name or a text. */
export type Ids = Readonly<Record<string, string | null | undefined>>;

/** An invariant that doesn't hold. */
export interface Violation {
  /** Stable, for instance `billing.balance`. */
  readonly name: string;
  /** What is wrong. */
  readonly says: string;
  readonly count: number;
  /** The first few. */
  readonly examples: readonly Ids[];
}

/** What a look has found so far, by the invariant's name. */
export class Findings {
  private readonly byName = new Map<string, { count: number; examples: Ids[] }>();

  constructor(private readonly exampleLimit: number) {}

  add(name: string, ids: Ids): void {
    this.addAll(name, 1, [ids]);
  }

  /** @param examples the first of `count` */
  addAll(name: string, count: number, examples: readonly Ids[]): void {
    const found = this.byName.get(name) ?? { count: 0, examples: [] };
    found.count += count;
    found.examples.push(...examples.slice(0, this.exampleLimit - found.examples.length));
    this.byName.set(name, found);
  }

  of(name: string): { readonly count: number; readonly examples: readonly Ids[] } {
    return this.byName.get(name) ?? { count: 0, examples: [] };
  }
}
