import { offsetAt } from './zone-clock.js';

/** Names that ICU has of its own: several countries say CST or IST and mean other clocks. */
const NOT_IANA = new Set(
  (
    'ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST ' +
    'SST VST US/PACIFIC-NEW'
  ).split(' '),
);

/**
 * Whether it is the name of an IANA zone that this runtime knows, like `America/St_Johns`. An
 * offset (`-03:30`) is none: it doesn't say when its clocks are set. Neither is `PST`.
 */
export function isZone(name: string): boolean {
  const upper = name.toUpperCase();
  if (/^[+-]/.test(name) || NOT_IANA.has(upper) || upper.startsWith('SYSTEMV/')) return false;
  try {
    offsetAt(name, 0);
    return true;
  } catch {
    return false;
  }
}
