/**
 * - `proven`: it follows from what the dossier has
 * - `open`: nothing speaks against it, and something is missing that would prove it
 * - `gone`: it was taken away, as it had to be, and nothing is said of it
 * - `unsealed`: nothing speaks against it, but it could still be changed
 * - `broken`: it contradicts itself, or a seal
 */
export type Verdict = 'proven' | 'open' | 'gone' | 'unsealed' | 'broken';

/** One thing that a dossier shows, or doesn't, in words. */
export interface Finding {
  readonly verdict: Verdict;
  readonly says: string;
}

export const proven = (says: string): Finding => ({ verdict: 'proven', says });
export const open = (says: string): Finding => ({ verdict: 'open', says });
export const gone = (says: string): Finding => ({ verdict: 'gone', says });
export const unsealed = (says: string): Finding => ({ verdict: 'unsealed', says });
export const broken = (says: string): Finding => ({ verdict: 'broken', says });

/** One of two, as it turns out. */
export function judge(holds: boolean, says: string, otherwise: string): Finding {
  return holds ? proven(says) : broken(otherwise);
}
