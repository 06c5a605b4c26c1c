import {
  actorOf,
  type DeadLetterDetail,
  type DeadLetterPage,
  type DeadLetterResolved,
  isId,
  type ListDeadLetters,
  type Principal,
} from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { notFound, serviceUnavailable, toPage } from '@fieldline/http';
import { DeadLetterService } from '@fieldline/service';
import { Injectable } from '@nestjs/common';
import type { AuditAction } from '../audit/audit.actions.js';
import { appendAudit } from '../audit/audit.writer.js';
import { type Office, officeOf, ownOffice } from './office.js';
import { askAll, orNull } from '../upstream/ask-all.js';
import { Billing, Compliance, Messaging, Scheduler } from '../upstream/services.js';

/** The dead letters of all services, as one list. Which service has a letter, nobody needs to know. */
@Injectable()
export class DeadLetterClient {
  private readonly offices: readonly Office[];

  constructor(
    own: DeadLetterService,
    billing: Billing,
    compliance: Compliance,
    messaging: Messaging,
    scheduler: Scheduler,
    private readonly database: Database,
  ) {
    this.offices = [
      ownOffice(own),
      officeOf('billing', billing),
      officeOf('compliance', compliance),
      officeOf('messaging', messaging),
      officeOf('scheduler', scheduler),
    ];
  }

  /** Newest first. A service that is away is named, and the others' letters are shown. */
  async list(caller: Principal, query: ListDeadLetters): Promise<DeadLetterPage> {
    const asked = await askAll(this.offices, (office) => office.list(caller, query));
    const pages = asked.flatMap(({ answer }) => answer ?? []);
    // Ids are made in the order of time: every service pages by them, and one cursor does for all.
    const newest = pages.flatMap(({ items }) => items).toSorted((a, b) => (a.id < b.id ? 1 : -1));
    const page = toPage(newest, query.limit, ({ id }) => [id]);
    // No more than fit, but one service has more: then all of these are its letters.
    const more = pages.find(({ nextCursor }) => nextCursor !== null)?.nextCursor ?? null;
    const away = asked.filter(({ answer }) => answer === undefined);
    return {
      items: page.items,
      nextCursor: page.nextCursor ?? more,
      unavailable: away.map(({ office }) => office.service),
    };
  }

  /** @throws not_found, or service_unavailable while it may lie with a service that is away */
  async get(caller: Principal, id: string): Promise<DeadLetterDetail> {
    return (await this.find(caller, id)).letter;
  }

  /** @throws not_found, dead_letter_busy, dead_letter_waits, dead_letter_dropped, service_unavailable */
  async replay(caller: Principal, id: string, reason: string): Promise<DeadLetterResolved> {
    const { office } = await this.find(caller, id);
    const resolved = await office.replay(caller, id, reason);
    return this.keep(caller, 'dead_letter.replayed', resolved, reason);
  }

  /** @throws not_found, dead_letter_busy, dead_letter_replayed, service_unavailable */
  async drop(caller: Principal, id: string, reason: string): Promise<DeadLetterResolved> {
    const { office } = await this.find(caller, id);
    const resolved = await office.drop(caller, id, reason);
    return this.keep(caller, 'dead_letter.dropped', resolved, reason);
  }

  /**
   * Who decided it, when and why stays on the letter itself; the business whose event it was may know it,
   * too, and of each replay that failed again. Should we die in between, the repetition writes what was decided.
   */
  private async keep(
    caller: Principal,
    action: AuditAction,
    resolved: DeadLetterResolved,
    given: string,
  ): Promise<DeadLetterResolved> {
    const { outcome, letter } = resolved;
    const { id, service, type, state, tenantId, attempts, resolution } = letter;
    if (!isId(tenantId)) return resolved;
    // Whoever repeats a decision isn't the one who made it.
    const { by, at, reason } = resolution ?? { by: actorOf(caller), at: undefined, reason: given };
    const once = state === 'open' ? [id, `${attempts}`] : [id];
    const subject = { kind: 'dead_letter', id };
    const detail = { service, type, outcome, reason };
    await this.database.asTenant(tenantId, (tx) =>
      appendAudit(tx, [{ tenantId, once, at, actor: by, action, subject, detail }]),
    );
    return resolved;
  }

  private async find(
    caller: Principal,
    id: string,
  ): Promise<{ office: Office; letter: DeadLetterDetail }> {
    const answers = await askAll(this.offices, (office) => orNull(office.get(caller, id)));
    for (const { office, answer } of answers) if (answer) return { office, letter: answer };
    if (answers.some(({ answer }) => answer === undefined))
      throw serviceUnavailable(
        'Not every service answers: the letter may lie with one that does not.',
      );
    throw notFound('dead letter');
  }
}
