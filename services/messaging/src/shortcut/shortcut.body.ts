import { asksForKeyword, checkBody, parseTemplate } from '@fieldline/sms';
import { badBody, keywordInTemplate, unknownFieldCodes } from './shortcut.errors.js';

/** @throws body_malformed, body_empty, body_too_long, unknown_field_code, keyword_in_template */
export function checkShortcut(body: string): void {
  const checked = checkBody(body);
  if (!checked.ok) throw badBody(checked.code, checked.detail);
  const template = parseTemplate(body);
  if (!template.ok) throw unknownFieldCodes(template.faults);
  const word = asksForKeyword(body);
  if (word !== undefined) throw keywordInTemplate(word);
}
