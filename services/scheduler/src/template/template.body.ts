import { checkTemplate, codesIn, sourceOf } from '@fieldline/sms';
import {
  badBody,
  fieldCodesOfCrew,
  keywordInTemplate,
  unknownFieldCodes,
} from './template.errors.js';

/** @throws body_malformed, body_empty, body_too_long, unknown_field_code, keyword_in_template, field_code_of_crew */
export function checkBodyOfTemplate(body: string): void {
  const checked = checkTemplate(body);
  if (checked.ok) {
    const ofCrew = [...codesIn(checked.parts)].filter((code) => sourceOf(code) === 'employee');
    if (ofCrew.length > 0) throw fieldCodesOfCrew(ofCrew);
    return;
  }
  switch (checked.code) {
    case 'unknown_field_code':
      throw unknownFieldCodes(checked.faults);
    case 'keyword_in_template':
      throw keywordInTemplate(checked.word);
    default:
      throw badBody(checked.code, checked.detail);
  }
}
