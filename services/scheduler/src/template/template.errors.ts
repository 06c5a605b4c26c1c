import { Problem } from '@fieldline/http';
import type { BodyErrorCode, FieldCode, TemplateFault } from '@fieldline/sms';

export const badBody = (code: BodyErrorCode, detail: string): Problem =>
  new Problem({ code, status: 422, detail });

export const unknownFieldCodes = (codes: readonly TemplateFault[]): Problem =>
  new Problem({
    code: 'unknown_field_code',
    status: 422,
    detail: 'The template has field codes that are not known, or not closed.',
    extras: { codes },
  });

export const keywordInTemplate = (word: string): Problem =>
  new Problem({
    code: 'keyword_in_template',
    status: 422,
    detail: `Who replies ${word} opts out of every text. Ask for another word, or ask them to call.`,
    extras: { word },
  });

/** A reminder is for a customer: nothing would ever fill these in. */
export const fieldCodesOfCrew = (codes: readonly FieldCode[]): Problem =>
  new Problem({
    code: 'field_code_of_crew',
    status: 422,
    detail: `Reminders go to customers, and ${codes.join(', ')} can only be filled in for one of the crew.`,
    extras: { codes },
  });

/** @param jobTypes as they were named */
export const noTemplate = (jobTypes: readonly string[]): Problem =>
  new Problem({
    code: 'no_template',
    status: 404,
    detail: `No template is kept for ${jobTypes.join(', ')}.`,
    extras: { jobTypes },
  });

export const unknownJobTypes = (jobTypes: readonly string[]): Problem =>
  new Problem({
    code: 'unknown_job_type',
    status: 422,
    detail: `These job types do not exist: ${jobTypes.join(', ')}.`,
    extras: { jobTypes },
  });
