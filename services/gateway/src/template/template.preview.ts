import type { JobTypeView, PreviewTemplate, Principal } from '@fieldline/contracts';
import {
  codesIn,
  fieldCodes,
  type FieldValues,
  parseTemplate,
  sourceOf,
  type TemplatePart,
  worstCase,
  type WorstCase,
} from '@fieldline/sms';
import { Injectable } from '@nestjs/common';
import { unknownFieldCodes } from '../field-code/field-code.errors.js';
import { FieldRecords } from '../field-code/field-code.records.js';
import { ofBusiness } from '../field-code/field-code.values.js';
import { TenantService } from '../tenant/tenant.service.js';

const EXAMPLES: FieldValues = Object.fromEntries(
  fieldCodes.map(({ code, example }) => [code, example]),
);

/** What texts made of a template take, and what one of them says. */
@Injectable()
export class TemplatePreview {
  constructor(
    private readonly records: FieldRecords,
    private readonly tenants: TenantService,
  ) {}

  /** Without a sample. @throws unknown_field_code */
  async worstCase(tenantId: string, jobType: JobTypeView, body: string): Promise<WorstCase> {
    return worstCaseOf(body, await this.known(tenantId, jobType));
  }

  /**
   * With one: of a job's records, or of examples. A job of another type is shown as it is.
   * @throws unknown_field_code; not_found for the job
   */
  async preview(
    caller: Principal,
    tenantId: string,
    jobType: JobTypeView,
    { body, jobId }: PreviewTemplate & { readonly body: string },
  ): Promise<WorstCase> {
    const known = await this.known(tenantId, jobType);
    const sample =
      jobId === undefined
        ? { ...EXAMPLES, ...known }
        : await this.ofJob(caller, tenantId, partsOf(body), jobId);
    return worstCaseOf(body, known, sample);
  }

  /** The same in every text of the template. */
  private async known(tenantId: string, { title }: JobTypeView): Promise<FieldValues> {
    return { jobType: title, ...ofBusiness(await this.tenants.get(tenantId)) };
  }

  private async ofJob(
    caller: Principal,
    tenantId: string,
    parts: readonly TemplatePart[],
    jobId: string,
  ): Promise<FieldValues> {
    const named = await this.records.named(caller, { jobId });
    const sources = new Set([...codesIn(parts)].map(sourceOf));
    return this.records.values(caller, tenantId, sources, named, undefined);
  }
}

/** @throws unknown_field_code */
function partsOf(body: string): readonly TemplatePart[] {
  const parsed = parseTemplate(body);
  if (!parsed.ok) throw unknownFieldCodes(parsed.faults);
  return parsed.parts;
}

/** @throws unknown_field_code */
function worstCaseOf(body: string, known: FieldValues, sample?: FieldValues): WorstCase {
  const worst = worstCase(body, { known, ...(sample && { sample }) });
  if (!worst.ok) throw unknownFieldCodes(worst.faults);
  const { ok: _, ...rest } = worst;
  return rest;
}
