/** The longest body that may be sent, in UTF-16 units of the rendered text. Twilio's error 21617. */
export const maxBodyUnits = 1_600;

export const bodyErrorCodes = ['body_malformed', 'body_empty', 'body_too_long'] as const;
export type BodyErrorCode = (typeof bodyErrorCodes)[number];

export type BodyCheck = { ok: true } | { ok: false; code: BodyErrorCode; detail: string };

// White space, controls, what Unicode calls default ignorable (zero-width characters, byte order
// mark, bidi controls, Hangul fillers, lone variation selectors) and the blank Braille pattern.
const nothingToSee = /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/**
 * Whether `body`, as rendered, may be sent. The first that fails is answered:
 *
 * 1. `body_malformed`: a lone surrogate or a NUL, which no encoding carries.
 * 2. `body_empty`: nothing a reader would see, whatever its length.
 * 3. `body_too_long`: more than `maxBodyUnits`.
 */
export function checkBody(body: string): BodyCheck {
  return check(body, maxBodyUnits);
}

/** Everything a keyboard doesn't write: controls other than tab and line breaks. */
const controls = /(?![\t\n\r])\p{Cc}/u;

/**
 * Whether `text` may be kept to be read on a screen: as `checkBody`, up to `maxUnits`, and without control
 * characters (`body_malformed`). Texts may hold them: who receives a text has always got what was written.
 */
export function checkScreenText(text: string, maxUnits: number): BodyCheck {
  return controls.test(text)
    ? refuse('body_malformed', 'The text holds a control character.')
    : check(text, maxUnits);
}

function check(body: string, maxUnits: number): BodyCheck {
  if (!body.isWellFormed()) {
    return refuse('body_malformed', 'The text holds half of a surrogate pair.');
  }
  if (body.includes('\0')) {
    return refuse('body_malformed', 'The text holds a NUL character.');
  }
  if (nothingToSee.test(body)) {
    return refuse('body_empty', 'The text has no visible character.');
  }
  if (body.length > maxUnits) {
    return refuse(
      'body_too_long',
      `The text is ${body.length} characters long; ${maxUnits} is the most.`,
    );
  }
  return { ok: true };
}

function refuse(code: BodyErrorCode, detail: string): BodyCheck {
  return { ok: false, code, detail };
}
