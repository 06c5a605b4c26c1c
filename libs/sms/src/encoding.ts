/**
 * The two encodings a text can travel in. One character outside the GSM 7-bit alphabet makes the
 * whole body UCS-2.
 */
export type Encoding = 'GSM-7' | 'UCS-2';

// 3GPP TS 23.038 section 6.2.1: the basic table without ESC, which only announces the extension.
// Ç is in it and ç is not; neither are tab, backtick, ₤ or any curly quote.
const basicCharacters =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

// 3GPP TS 23.038 section 6.2.1.1: ESC and a second septet. Twilio uses no national tables.
const extensionCharacters = '\f^{}\\[~]|€';

/** Septets of each UTF-16 code unit in GSM-7: 1 basic, 2 extension, 0 not in the alphabet. */
export const septetsOfUnit: Uint8Array = tableOfSeptets();

/** The encoding `body` travels in; an empty body is GSM-7. Source: 3GPP TS 23.038, Twilio. */
export function encodingOf(body: string): Encoding {
  return septetsOf(body) < 0 ? 'UCS-2' : 'GSM-7';
}

/** Septets of `body` in GSM-7, or -1 when one of its characters is not in the alphabet. */
export function septetsOf(body: string): number {
  const length = body.length;
  let septets = 0;
  let index = 0;
  // Four at a time: a branch for each character would cost a third more.
  for (; index + 3 < length; index += 4) {
    const first = septetsOfUnit[body.charCodeAt(index)]!;
    const second = septetsOfUnit[body.charCodeAt(index + 1)]!;
    const third = septetsOfUnit[body.charCodeAt(index + 2)]!;
    const fourth = septetsOfUnit[body.charCodeAt(index + 3)]!;
    if (first * second * third * fourth === 0) return -1;
    septets += first + second + third + fourth;
  }
  for (; index < length; index++) {
    const width = septetsOfUnit[body.charCodeAt(index)]!;
    if (width === 0) return -1;
    septets += width;
  }
  return septets;
}

function tableOfSeptets(): Uint8Array {
  const table = new Uint8Array(0x1_0000);
  for (const character of basicCharacters) table[character.charCodeAt(0)] = 1;
  for (const character of extensionCharacters) table[character.charCodeAt(0)] = 2;
  return table;
}
