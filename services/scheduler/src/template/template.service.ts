import {
  type CopyTemplate,
  hasHiddenCharacters,
  type ListQuery,
  normalName,
  type Page,
  type PutTemplate,
  type TemplateCopyView,
  type TemplateView,
  type Upserted,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { notFound, readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { checkBodyOfTemplate } from './template.body.js';
import { Template } from './template.entity.js';
import { noTemplate, unknownJobTypes } from './template.errors.js';
import { knownJobTypes, putTemplates } from './template.queries.js';

@Injectable()
export class TemplateService {
  constructor(private readonly database: Database) {}

  /** @throws not_found for the job type, and what `checkBodyOfTemplate` refuses */
  async put(
    tenantId: string,
    name: string,
    { body }: PutTemplate,
  ): Promise<Upserted<TemplateView>> {
    const jobType = jobTypeOf(name);
    checkBodyOfTemplate(body);
    return this.database.asTenant(tenantId, async (tx) => {
      if ((await knownJobTypes(tx, tenantId, [jobType])).size === 0) throw notFound('job type');
      const [put] = await putTemplates(tx, tenantId, [jobType], body);
      const kept = await tx.findOneByOrFail(Template, { tenantId, jobType });
      return {
        outcome: put?.outcome ?? 'unchanged',
        record: toTemplateView(kept),
        version: kept.version,
      };
    });
  }

  /** @throws not_found for the job type, no_template */
  get(tenantId: string, name: string): Promise<TemplateView> {
    const jobType = jobTypeOf(name);
    return this.database.asTenant(tenantId, async (tx) =>
      toTemplateView(await this.find(tx, tenantId, jobType)),
    );
  }

  /** By job type. */
  list(tenantId: string, { limit, cursor }: ListQuery): Promise<Page<TemplateView>> {
    const [after] = readCursor(cursor, 1);
    return this.database.asTenant(tenantId, async (tx) => {
      const templates = await tx.find(Template, {
        where: { tenantId, ...(after !== undefined && { jobType: MoreThan(after) }) },
        order: { jobType: 'ASC' },
        take: limit + 1,
      });
      return toPage(templates.map(toTemplateView), limit, ({ jobType }) => [jobType]);
    });
  }

  /**
   * All of them or none.
   * @throws not_found for the job type, no_template, unknown_job_type
   */
  copy(
    tenantId: string,
    name: string,
    { to }: CopyTemplate,
  ): Promise<{ items: TemplateCopyView[] }> {
    const jobType = jobTypeOf(name);
    const wanted = [...new Set(to)];
    return this.database.asTenant(tenantId, async (tx) => {
      const { body } = await this.find(tx, tenantId, jobType);
      const known = await knownJobTypes(tx, tenantId, wanted);
      const unknown = wanted.filter((other) => !known.has(other));
      if (unknown.length > 0) throw unknownJobTypes(unknown);
      const put = await putTemplates(tx, tenantId, wanted, body);
      const outcomes = new Map(put.map(({ jobType: of, outcome }) => [of, outcome]));
      return {
        items: wanted.map((other) => ({
          jobType: other,
          outcome: outcomes.get(other) ?? 'unchanged',
        })),
      };
    });
  }

  /**
   * @returns the job type, as it is stored
   * @throws not_found for the job type, no_template
   */
  delete(tenantId: string, name: string): Promise<{ jobType: string }> {
    const jobType = jobTypeOf(name);
    return this.database.asTenant(tenantId, async (tx) => {
      await this.find(tx, tenantId, jobType);
      await tx.delete(Template, { tenantId, jobType });
      return { jobType };
    });
  }

  private async find(tx: Transaction, tenantId: string, jobType: string): Promise<Template> {
    const template = await tx.findOneBy(Template, { tenantId, jobType });
    if (template) return template;
    const known = await knownJobTypes(tx, tenantId, [jobType]);
    throw known.size > 0 ? noTemplate([jobType]) : notFound('job type');
  }
}

/** @throws not_found for what no job type is called, and Postgres couldn't even be asked for */
function jobTypeOf(name: string): string {
  const jobType = normalName(name);
  if (jobType === '' || hasHiddenCharacters(jobType)) throw notFound('job type');
  return jobType;
}

function toTemplateView({ jobType, body, createdAt, updatedAt }: Template): TemplateView {
  return {
    jobType,
    body,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
