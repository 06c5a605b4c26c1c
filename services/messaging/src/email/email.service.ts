import {
  actorOf,
  type EmployeeEmailsView,
  type EmployeeEmailView,
  type ListEmployeeEmails,
  type Page,
  type Principal,
  type QueueEmployeeEmails,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { notFound, readCursor, toPage } from '@fieldline/http';
import type { Decision } from '@fieldline/rules';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { MessagingSettings } from '../config.js';
import { sendFacts } from '../consent/send-facts.queries.js';
import { Employee } from '../employee/employee.entity.js';
import { namedEmployees } from '../employee/employee.queries.js';
import { ensureRecipients } from '../recipient/recipient.queries.js';
import { refOf } from '../ref.js';
import { Smtp } from '../smtp/smtp.entity.js';
import { emailNotConfigured } from '../smtp/smtp.errors.js';
import { Tenant } from '../tenant/tenant.entity.js';
import { tenantHalted } from '../tenant/tenant.errors.js';
import { isHalted } from '../tenant/tenant.state.js';
import { decideEmail } from './email.decision.js';
import { addressAll, type Addressed, type Refused } from './email.draft.js';
import { Email } from './email.entity.js';
import { tooManyEmails } from './email.errors.js';
import { countWaiting, findEmails, insertEmails } from './email.queries.js';
import { EmailSender } from './email.sender.js';
import { emailText } from './email.text.js';
import { CHARGE_HINT, toEmailView } from './email.view.js';

/** So many may wait for a business's mail server. */
export const WAITING_MAX = 5_000;

@Injectable()
export class EmailService {
  constructor(
    private readonly database: Database,
    private readonly sender: EmailSender,
    private readonly settings: MessagingSettings,
  ) {}

  /**
   * Queues an e-mail for each employee who can have one, and says why of the others.
   * @param writeId the same again queues nothing new
   * @throws email_not_configured, not_found for an employee who isn't there, too_many_emails,
   *   tenant_suspended, tenant_closed
   */
  queue(
    tenantId: string,
    writeId: string,
    { employeeIds, record }: QueueEmployeeEmails,
    caller: Principal,
  ): Promise<EmployeeEmailsView> {
    return this.database.asTenant(tenantId, async (tx) => {
      const tenant = await tx.findOneBy(Tenant, { tenantId });
      if (tenant && isHalted(tenant.state))
        throw tenantHalted(tenant.state, this.settings.operatorContact);
      if (!(await tx.existsBy(Smtp, { tenantId }))) throw emailNotConfigured();
      if ((await countWaiting(tx, tenantId, WAITING_MAX)) >= WAITING_MAX)
        throw tooManyEmails(WAITING_MAX);
      const employees = await namedEmployees(tx, tenantId, employeeIds);
      const today = new Date().toISOString().slice(0, 10);
      const addressed = addressAll({ tenantId, writeId, today }, employees);
      const answers = await withoutDenied(tx, tenantId, addressed);
      const drafts = answers.filter(isAddressed);
      const { contactId, jobId } = record;
      const same = { contactId, jobId, body: emailText(record), sentBy: actorOf(caller) };
      await insertEmails(
        tx,
        tenantId,
        drafts.map((draft) => ({ ...draft, ...same })),
      );
      this.database.afterCommit(tx, () => this.sender.wake());
      const ids = drafts.map(({ id }) => id);
      const stored = await tx.findBy(Email, { tenantId, id: In(ids) });
      const views = new Map(stored.map((email) => [email.id, toEmailView(email)]));
      const items = answers.map((each) => (isAddressed(each) ? views.get(each.id)! : each));
      return { items, hint: CHARGE_HINT };
    });
  }

  /** @throws not_found */
  get(tenantId: string, id: string): Promise<EmployeeEmailView> {
    return this.database.asTenant(tenantId, async (tx) => {
      const email = await tx.findOneBy(Email, { tenantId, id });
      if (!email) throw notFound('e-mail');
      return toEmailView(email);
    });
  }

  /** Newest first. @throws not_found for an employee who isn't there */
  list(
    tenantId: string,
    { limit, cursor, employeeId, state }: ListEmployeeEmails,
  ): Promise<Page<EmployeeEmailView>> {
    const [at, id] = readCursor(cursor, 2);
    const before = at !== undefined && id !== undefined ? ([at, id] as const) : undefined;
    return this.database.asTenant(tenantId, async (tx) => {
      const employee =
        employeeId === undefined ? undefined : await employeeOf(tx, tenantId, employeeId);
      const wanted = { employeeId: employee?.id, state, before, limit: limit + 1 };
      const rows = await findEmails(tx, tenantId, wanted);
      const page = toPage(rows, limit, ({ sortKey, email }) => [sortKey, email.id]);
      return { ...page, items: page.items.map(({ email }) => toEmailView(email)) };
    });
  }
}

/** An e-mail that becomes a text is one: who opted out on that phone gets none. */
async function withoutDenied(
  tx: Transaction,
  tenantId: string,
  addressed: readonly (Addressed | Refused)[],
): Promise<(Addressed | Refused)[]> {
  const due = addressed.filter(isAddressed);
  await ensureRecipients(tx, tenantId, new Set(due.map(({ e164 }) => e164)));
  const subjects = due.map((each) => ({ tenantId, ...each, contactId: null }));
  const known = await sendFacts(tx, subjects, 'none');
  const now = new Date();
  const denied = new Map<string, Refused>();
  due.forEach(({ employeeId }, index) => {
    const decision = decideEmail(known[index]!.facts, now);
    if (decision.outcome === 'allow') return;
    denied.set(employeeId, {
      employeeId,
      error: { code: decision.code, detail: reasonOf(decision) },
    });
  });
  return addressed.map((each) => denied.get(each.employeeId) ?? each);
}

/** The last reason is the one that decided. */
function reasonOf({ reasons }: Decision): string {
  return reasons.at(-1)?.sentence ?? '';
}

function isAddressed(each: Addressed | Refused): each is Addressed {
  return 'id' in each;
}

async function employeeOf(tx: Transaction, tenantId: string, name: string): Promise<Employee> {
  const employee = await tx.findOneBy(Employee, { tenantId, ...refOf(name, 'employee') });
  if (!employee) throw notFound('employee');
  return employee;
}
