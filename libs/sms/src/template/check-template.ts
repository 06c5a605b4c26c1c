import { type BodyErrorCode, checkBody } from '../body.js';
import { asksForKeyword } from '../keyword-request.js';
import { parseTemplate, type TemplateFault, type TemplatePart } from './parse-template.js';

export type TemplateCheck =
  | { readonly ok: true; readonly parts: readonly TemplatePart[] }
  | { readonly ok: false; readonly code: BodyErrorCode; readonly detail: string }
  | {
      readonly ok: false;
      readonly code: 'unknown_field_code';
      readonly faults: readonly TemplateFault[];
    }
  | { readonly ok: false; readonly code: 'keyword_in_template'; readonly word: string };

/**
 * Whether a template may be kept. The first that fails is answered: `checkBody` as it is written,
 * `unknown_field_code` by `parseTemplate`, and `keyword_in_template` where it asks customers to reply with
 * a word that would opt them out, for something else (`asksForKeyword`).
 */
export function checkTemplate(body: string): TemplateCheck {
  const checked = checkBody(body);
  if (!checked.ok) return checked;
  const parsed = parseTemplate(body);
  if (!parsed.ok) return { ok: false, code: 'unknown_field_code', faults: parsed.faults };
  const word = asksForKeyword(body);
  if (word !== undefined) return { ok: false, code: 'keyword_in_template', word };
  return parsed;
}
