import { checkBody, parseTemplate } from '@fieldline/sms';
import { badBody, unknownFieldCodes } from './shortcut.errors.js';

/** @throws body_malformed, body_empty, body_too_long, unknown_field_code */
export function checkShortcut(body: string): void {
  const checked = checkBody(body);
  if (!checked.ok) throw badBody(checked.code, checked.detail);
  const template = parseTemplate(body);
  if (!template.ok) throw unknownFieldCodes(template.faults);
}
