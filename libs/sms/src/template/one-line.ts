import { checkBody } from '../body.js';

/** Line breaks and other controls, and what turns the direction of the text that follows. */
const breaks = /[\s\p{Cc}\u2028\u2029]+/gu;
const directions = /[\u202a-\u202e\u2066-\u2069]/g;

const space = 0x20;
const visible = 0;
const single = 1;
const doubtful = 2;

/** What each code unit asks for: a table, because comparisons take a third longer. */
const kinds: Uint8Array = tableOfKinds();

/** A value as one line of text, whatever a record holds. Empty when a reader would see nothing. */
export function oneLine(value: string): string {
  return isPlainLine(value) ? value : lineOf(value);
}

/** Whether a value is a line already, without anything to look closer at: one pass, and nearly all are. */
function isPlainLine(value: string): boolean {
  let before = space;
  for (let index = 0; index < value.length; index += 1) {
    const unit = value.charCodeAt(index);
    const kind = kinds[unit];
    if (kind !== visible && (kind === doubtful || before === space)) return false;
    before = unit;
  }
  return before !== space;
}

function lineOf(value: string): string {
  const line = value.toWellFormed().replace(directions, '').replace(breaks, ' ').trim();
  const checked = checkBody(line);
  return !checked.ok && checked.code === 'body_empty' ? '' : line;
}

/** ASCII and the Latin letters after it are visible; a space may stand alone. */
function tableOfKinds(): Uint8Array {
  const table = new Uint8Array(0x1_0000).fill(doubtful);
  table.fill(visible, 0x21, 0x7f).fill(visible, 0xae, 0x250);
  table[space] = single;
  return table;
}
