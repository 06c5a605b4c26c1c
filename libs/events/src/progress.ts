interface Place {
  movedAt: number;
  signedAt: number;
}

/**
 * What a consumer has in hand, place by place (a partition, for instance), and for how long nothing has
 * come of it. It tells two things apart: a place moves when records are settled; it gives a sign of life
 * when somebody is at it, if only to try again.
 */
export class Progress {
  private readonly places = new Map<string, Place>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Takes a place in hand. One that is in hand already has waited since then. */
  begin(name: string): void {
    const place = this.places.get(name);
    if (place) place.signedAt = this.now();
    else this.places.set(name, { movedAt: this.now(), signedAt: this.now() });
  }

  /** Something was settled. */
  moved(name: string): void {
    const place = this.places.get(name);
    if (place) place.movedAt = place.signedAt = this.now();
  }

  sign(name: string): void {
    const place = this.places.get(name);
    if (place) place.signedAt = this.now();
  }

  /** Nothing is left to do there. */
  end(name: string): void {
    this.places.delete(name);
  }

  /** Lets go of every place but these, which show a sign of life. */
  keep(names: ReadonlySet<string>): void {
    for (const name of this.places.keys()) {
      if (names.has(name)) this.sign(name);
      else this.places.delete(name);
    }
  }

  /** Time in which the clock ran and nothing else could is nobody's fault. */
  forgive(ms: number): void {
    for (const place of this.places.values()) {
      place.movedAt += ms;
      place.signedAt += ms;
    }
  }

  /** For how long the slowest place hasn't moved; 0 when nothing is in hand. */
  stalledMs(): number {
    return this.longest(({ movedAt }) => movedAt);
  }

  /** For how long the most silent place hasn't shown a sign of life. */
  silentMs(): number {
    return this.longest(({ signedAt }) => signedAt);
  }

  private longest(since: (place: Place) => number): number {
    const now = this.now();
    return Math.max(0, ...[...this.places.values()].map((place) => now - since(place)));
  }
}
