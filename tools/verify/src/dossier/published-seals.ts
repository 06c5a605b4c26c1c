import { CouldNotVerify } from '../could-not-verify.js';

/** What was told of seals and lies where nobody of the installation can change it. */
export class PublishedSeals {
  private readonly roots = new Map<string, string>();

  get count(): number {
    return this.roots.size;
  }

  /**
   * Adds the facts of a file, one a line: as they are read from the topics `*.day`, or wrapped in an
   * event's `data` or `payload`.
   * @throws CouldNotVerify for a line that is none
   */
  add(text: string): this {
    for (const [index, line] of text.split('\n').entries()) {
      if (line.trim() === '') continue;
      const seal = sealIn(line);
      if (!seal) throw new CouldNotVerify(`Line ${index + 1} of the seals is no seal.`);
      this.roots.set(`${seal.chainId} ${seal.day}`, seal.root);
    }
    return this;
  }

  rootOf(chainId: string, day: string): string | undefined {
    return this.roots.get(`${chainId} ${day}`);
  }
}

interface PublishedSeal {
  readonly chainId: string;
  readonly day: string;
  readonly root: string;
}

function sealIn(line: string): PublishedSeal | undefined {
  try {
    const told = JSON.parse(line) as Record<string, unknown>;
    const seal = (told['data'] ?? told['payload'] ?? told) as Partial<PublishedSeal>;
    const { chainId, day, root } = seal;
    const isWhole = [chainId, day, root].every((field) => typeof field === 'string');
    return isWhole ? (seal as PublishedSeal) : undefined;
  } catch {
    return undefined;
  }
}
