import { createHash } from 'node:crypto';
import type { JobView, MessageContext, MessageJob, Principal } from '@fieldline/contracts';
import {
  codesIn,
  codesMeantIn,
  faultsMeantIn,
  type FieldValues,
  parseTemplate,
  renderTemplate,
  sourceOf,
  type TemplatePart,
} from '@fieldline/sms';
import { Injectable } from '@nestjs/common';
import { contextOf } from './field-code.context.js';
import { contextMissing, emptyFieldCodes, unknownFieldCodes } from './field-code.errors.js';
import { FieldRecords, type NamedRecords } from './field-code.records.js';
import { ofEmployee } from './field-code.values.js';

/** A text as it was written, with the records that fill in its codes. */
export interface WrittenText {
  readonly body: string;
  readonly context?: MessageContext;
  /** Whom it is for. */
  readonly contactId?: string;
}

/** A text whose codes are right, and whose records are there. */
export interface ReadText {
  /** The visit that it is about. */
  readonly job?: MessageJob;
  /** The customer whose record fills in its codes. */
  readonly aboutContactId?: string;
  /** Set when it has codes: the same for the same words about the same contact, whatever the records say by now. */
  readonly asked?: string;
  /**
   * What is to be sent.
   * @param employee who is texted, when it's one of the crew
   * @throws empty_field_code
   */
  body(employee?: { readonly name: string }): Promise<string>;
}

/**
 * Fills field codes in. A text with a context has codes, and so has one to a contact that names a known one; in any
 * other, braces are text.
 */
@Injectable()
export class FieldCodeService {
  constructor(private readonly records: FieldRecords) {}

  /**
   * @throws unknown_field_code, also for what nearly is a code; context_missing for a known code that nothing fills in, which isn't sent raw;
   *   not_found for a record of the context
   */
  async read(caller: Principal, tenantId: string, text: WrittenText): Promise<ReadText> {
    const { body, contactId } = text;
    const context = contextOf(text);
    if (!context) {
      const meant = codesMeantIn(body);
      if (meant.size > 0) throw contextMissing([...meant]);
      const faults = faultsMeantIn(body);
      if (faults.length > 0) throw unknownFieldCodes(faults);
      return { body: async () => body };
    }
    const template = parseTemplate(body);
    if (!template.ok) throw unknownFieldCodes(template.faults);
    const { parts } = template;
    const named = await this.records.named(caller, context);
    const { job, contact } = named;
    const sources = new Set([...codesIn(parts)].map(sourceOf));
    return {
      ...(job && { job: toMessageJob(job) }),
      ...aboutOf(named),
      ...(sources.size > 0 && { asked: hashOf([body, contact?.id ?? null]) }),
      body: async (employee) => {
        const values = await this.records.values(caller, tenantId, sources, named, contactId);
        return filledIn(parts, { ...values, ...(employee && ofEmployee(employee)) });
      },
    };
  }
}

function toMessageJob({ id, jobType: type, timeZone, contactId, version }: JobView): MessageJob {
  return { id, type, timeZone, contactId, version };
}

function aboutOf({ job, contact }: NamedRecords): Pick<ReadText, 'aboutContactId'> {
  const aboutContactId = contact?.id ?? job?.contactId;
  return aboutContactId === undefined ? {} : { aboutContactId };
}

/** @throws empty_field_code */
function filledIn(parts: readonly TemplatePart[], values: FieldValues): string {
  const rendered = renderTemplate(parts, values);
  if (!rendered.ok) throw emptyFieldCodes(rendered.empty);
  return rendered.body;
}

function hashOf(asked: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}
