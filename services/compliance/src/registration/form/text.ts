import { HIDDEN_CHARACTERS, hasHiddenCharacters } from '@fieldline/contracts';
import type { Findings } from './findings.js';

type Given = string | null | undefined;

interface Length {
  readonly min?: number;
  readonly max: number;
}

const CONTROL = /\p{Cc}/u;
/** In what people write in several lines. */
const CONTROL_BUT_BREAKS = /(?![\t\n\r])\p{Cc}/u;
/** Pictures, flags and what joins them: the variation selector, the joiner and the keycap. */
const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\ufe0f|\u200d|\u20e3/u;

/** One line of text. @returns it trimmed; what is wrong with it is among the findings */
export function readLine(findings: Findings, field: string, given: Given, length: Length): string {
  return read(findings, field, given, { ...length, min: length.min ?? 1 }, CONTROL);
}

/** Text of several lines. */
export function readText(findings: Findings, field: string, given: Given, length: Length): string {
  return read(findings, field, given, { ...length, min: length.min ?? 1 }, CONTROL_BUT_BREAKS);
}

/** The name of somebody or something: the registry compares it with records that hold no pictures. */
export function readName(findings: Findings, field: string, given: Given, max: number): string {
  const name = readLine(findings, field, given, { max });
  if (EMOJI.test(name)) findings.error(field, 'emoji', 'Write it without emoji and symbols.');
  else if (hasHiddenCharacters(name) && !CONTROL.test(name))
    findings.error(field, HIDDEN_CHARACTERS, 'It holds a character that nobody sees.');
  else if (name !== '' && !/[\p{L}\p{N}]/u.test(name))
    findings.error(field, 'malformed', 'Write it in letters.');
  return name;
}

/** One of some words, in their spelling. */
export function readChoice<T extends string>(
  findings: Findings,
  field: string,
  given: Given,
  choices: readonly T[],
): T {
  const word = given?.trim() ?? '';
  const choice = choices.find((each) => each.toLowerCase() === word.toLowerCase());
  if (word === '') required(findings, field);
  else if (!choice) findings.error(field, 'unknown_value', `Choose one of: ${choices.join(', ')}.`);
  return choice ?? choices[0]!;
}

export function isBlank(given: Given): boolean {
  return (given?.trim() ?? '') === '';
}

export function required(findings: Findings, field: string): void {
  findings.error(field, 'required', 'Fill this in.');
}

function read(
  findings: Findings,
  field: string,
  given: Given,
  { min, max }: Required<Length>,
  refused: RegExp,
): string {
  const text = given?.trim() ?? '';
  // As Twilio counts: characters, not UTF-16 units.
  const { length } = [...text];
  if (text === '') required(findings, field);
  else if (refused.test(text))
    findings.error(field, 'control_character', 'It holds a character that no keyboard writes.');
  else if (length < min)
    findings.error(field, 'too_short', `It has ${length} characters; ${min} is the least.`);
  else if (length > max)
    findings.error(field, 'too_long', `It has ${length} characters; ${max} is the most.`);
  return text;
}
