import { Problem } from '@fieldline/http';
import type { FieldCode, TemplateFault } from '@fieldline/sms';

export const unknownFieldCodes = (codes: readonly TemplateFault[]): Problem =>
  new Problem({
    code: 'unknown_field_code',
    status: 422,
    detail: 'The text has field codes that are not known, or not closed.',
    extras: { codes },
  });

/** Better no text than one with a hole in it. */
export const emptyFieldCodes = (codes: readonly FieldCode[]): Problem =>
  new Problem({
    code: 'empty_field_code',
    status: 422,
    detail: `The records say nothing for ${codes.join(', ')}.`,
    extras: { codes },
  });

export const contextMissing = (codes: readonly FieldCode[]): Problem =>
  new Problem({
    code: 'context_missing',
    status: 422,
    detail: `Name the records that fill in ${codes.join(', ')}: give a context.`,
    extras: { codes },
  });
