export interface Needle {
  readonly what: string;
  readonly bytes: Buffer;
}

const SHORTEST = 3;

/** Looks for thousands of needles at once: three bytes of the hay say which may begin there. */
export class Needles {
  private readonly mayBegin = new Uint8Array(1 << 24);
  private readonly byBeginning = new Map<number, Needle[]>();

  constructor(needles: readonly Needle[]) {
    for (const needle of needles) {
      const beginning = beginningAt(needle.bytes, 0);
      this.mayBegin[beginning] = 1;
      this.byBeginning.set(beginning, [...(this.byBeginning.get(beginning) ?? []), needle]);
    }
  }

  /** What of it is in the hay. */
  foundIn(hay: Buffer | string): string[] {
    const bytes = typeof hay === 'string' ? Buffer.from(hay) : hay;
    const found = new Set<string>();
    let beginning = 0;
    for (let next = 0; next < bytes.length; next += 1) {
      beginning = ((beginning << 8) | bytes[next]!) & 0xff_ff_ff;
      if (this.mayBegin[beginning] === 0) continue;
      const at = next - SHORTEST + 1;
      for (const { what, bytes: needle } of this.byBeginning.get(beginning) ?? [])
        if (needle.equals(bytes.subarray(at, at + needle.length))) found.add(what);
    }
    return [...found];
  }
}

function beginningAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
}
