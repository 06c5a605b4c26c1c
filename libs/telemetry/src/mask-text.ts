const MAX_LENGTH = 8_000;

/** `+` and what looks like an E.164 number, also percent-encoded. */
const E164 = /(\+|%2B)(\d)\d{4,12}(\d{2})(?!\d)/gi;
/** 604-555-0123, (604) 555 0123: how North Americans write them. */
const NATIONAL = /(?<![\w-])\(?[2-9]\d{2}\)?[ .-]{1,2}\d{3}[ .-]\d{4}(?![\w-])/g;
/** Postgres and JSON.parse quote the offending value in their messages. */
const QUOTED_BY_POSTGRES = /(invalid input (?:syntax|value) for [^:\n]+: )".*"/g;
const QUOTED_BY_JSON_PARSE =
  /(Unexpected (?:token|non-whitespace|end)[^\n]*?, )(?:\.{3})?".*?"(?:\.{3})? is not valid JSON/gs;

/** Masks phone numbers only: `+16045550123` becomes `+1******23`. Safe on a line of JSON. */
export function maskNumbers(text: string): string {
  return text.replace(E164, '$1$2******$3').replace(NATIONAL, '***-***-****');
}

/** Masks phone numbers and the values that known error messages quote; cuts what is longer than 8,000 characters. */
export function maskText(text: string): string {
  const bounded = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return maskNumbers(bounded)
    .replace(QUOTED_BY_POSTGRES, '$1"***"')
    .replace(QUOTED_BY_JSON_PARSE, '$1"***" is not valid JSON');
}
