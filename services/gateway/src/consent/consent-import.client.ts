import {
  type ConsentChange,
  type ContactIdentity,
  type Country,
  derivedId,
  IDENTITIES_MAX,
  ImportConsent,
  type ImportedConsent,
  type ImportLine,
  type Principal,
  recipientIdOf,
} from '@fieldline/contracts';
import { importJsonLines, type LineResult, Problem } from '@fieldline/http';
import { parsePhoneNumber } from '@fieldline/sms';
import { Injectable } from '@nestjs/common';
import { invalidNumber } from '../tenant/tenant.errors.js';
import { TenantService } from '../tenant/tenant.service.js';
import { IMPORT } from '../upstream/import.js';
import { Compliance, Messaging } from '../upstream/services.js';
import { contactNotFound, oneSubject } from './consent.errors.js';

type Subject = Pick<ConsentChange, 'contactId' | 'recipientId'>;

/** Consent by the thousand: who each line is about is found out here, and beyond go only ids. */
@Injectable()
export class ConsentImportClient {
  constructor(
    private readonly compliance: Compliance,
    private readonly messaging: Messaging,
    private readonly tenants: TenantService,
  ) {}

  /** Answers each line, in order; a bad one doesn't stop the others. @throws too_many_lines */
  async import(caller: Principal, tenantId: string, text: string): Promise<ImportLine[]> {
    const { country } = await this.tenants.get(tenantId);
    const subjectsOf = async (
      lines: readonly Partial<ImportConsent>[],
    ): Promise<(Subject | Problem)[]> => {
      const contacts = await this.contactsOf(caller, lines);
      return lines.map((line) => subjectOf(tenantId, country, line, contacts));
    };
    return importJsonLines(text, ImportConsent, {
      write: async (lines) => {
        const subjects = await subjectsOf(lines);
        const changes = lines.map((line, index) => {
          const subject = subjects[index]!;
          return subject instanceof Problem ? subject : toChange(tenantId, line, subject);
        });
        return this.record(caller, changes);
      },
      check: async (lines) =>
        (await subjectsOf(lines)).map((subject) => (subject instanceof Problem ? [subject] : [])),
    });
  }

  /** The contacts that lines name, by the name that they give. */
  private async contactsOf(
    caller: Principal,
    lines: readonly Partial<ImportConsent>[],
  ): Promise<Map<string, ContactIdentity>> {
    const refs = [...new Set(lines.flatMap(({ contactId }) => contactId ?? []))];
    const known = new Map<string, ContactIdentity>();
    for (let from = 0; from < refs.length; from += IDENTITIES_MAX) {
      const asked = refs.slice(from, from + IDENTITIES_MAX);
      const { items } = await this.messaging.post<{ items: (ContactIdentity | null)[] }>(
        '/contacts/identities',
        caller,
        { refs: asked },
        { idempotent: true },
      );
      for (const [index, identity] of items.entries())
        if (identity) known.set(asked[index]!, identity);
    }
    return known;
  }

  private async record(
    caller: Principal,
    changes: readonly (ImportedConsent | Problem)[],
  ): Promise<LineResult[]> {
    const good = changes.filter((change) => !(change instanceof Problem));
    const lines = good.map((change) => JSON.stringify(change)).join('\n');
    const { items } =
      good.length === 0
        ? { items: [] }
        : await this.compliance.post<{ items: ImportLine[] }>(
            '/consents/import',
            caller,
            lines,
            IMPORT,
          );
    const answers = items.values();
    return changes.map((change): LineResult =>
      change instanceof Problem
        ? { outcome: 'error', problem: change }
        : toResult(answers.next().value),
    );
  }
}

function subjectOf(
  tenantId: string,
  country: Country,
  { contactId, smsNumber }: Partial<ImportConsent>,
  contacts: ReadonlyMap<string, ContactIdentity>,
): Subject | Problem {
  const byContact = typeof contactId === 'string';
  if (byContact === (typeof smsNumber === 'string')) return oneSubject();
  if (byContact) {
    const contact = contacts.get(contactId);
    if (!contact) return contactNotFound();
    return { contactId: contact.contactId, recipientId: contact.recipientId ?? undefined };
  }
  const parsed = parsePhoneNumber(smsNumber ?? '', country);
  return parsed.ok
    ? { recipientId: recipientIdOf(tenantId, parsed.e164) }
    : invalidNumber('smsNumber', parsed.detail);
}

/**
 * The same line again is the same event, and one that says something else is another. The number that a
 * contact has now is no part of it: an old list doesn't confirm a new number.
 */
function toChange(
  tenantId: string,
  { externalId, contactId: _, smsNumber: __, ...said }: ImportConsent,
  subject: Subject,
): ImportedConsent {
  const { action, basis, proof, wording, obtainedAt, impliedReason, written } = said;
  const meaning = [action, basis, proof, wording, obtainedAt, impliedReason, written];
  const who = subject.contactId ?? subject.recipientId ?? '';
  const id = derivedId('consent_import', tenantId, externalId, who, JSON.stringify(meaning));
  return { ...said, ...subject, source: 'import', externalId: id };
}

function toResult(line: ImportLine | undefined): LineResult {
  if (!line) throw new Error('a line was recorded without an answer');
  const { outcome, id = '', error } = line;
  if (outcome !== 'error') return { outcome, id };
  const refused = error ?? { code: 'internal_error', detail: '' };
  return { outcome, problem: new Problem({ ...refused, status: 422 }) };
}
