import { Problem } from '@fieldline/http';
import type { BodyErrorCode, TemplateFault } from '@fieldline/sms';

export const badBody = (code: BodyErrorCode, detail: string): Problem =>
  new Problem({ code, status: 422, detail });

export const unknownFieldCodes = (codes: readonly TemplateFault[]): Problem =>
  new Problem({
    code: 'unknown_field_code',
    status: 422,
    detail: 'The text has field codes that are not known, or not closed.',
    extras: { codes },
  });

export const keywordInTemplate = (word: string): Problem =>
  new Problem({
    code: 'keyword_in_template',
    status: 422,
    detail: `Who replies ${word} opts out of every text. Ask for another word, or ask them to call.`,
    extras: { word },
  });

export const tooManyShortcuts = (most: number): Problem =>
  new Problem({
    code: 'too_many_shortcuts',
    status: 422,
    detail: `A business keeps up to ${most} shortcuts. Delete one first.`,
  });
