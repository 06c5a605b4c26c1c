import {
  actorOf,
  type ListQuery,
  newId,
  type Principal,
  type RepublicationPage,
  type RepublicationView,
  type RequestRepublication,
} from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { notFound, serviceUnavailable, toPage } from '@fieldline/http';
import { RepublicationService } from '@fieldline/service';
import { Injectable } from '@nestjs/common';
import { appendAudit } from '../audit/audit.writer.js';
import { TenantService } from '../tenant/tenant.service.js';
import { askAll, orNull } from '../upstream/ask-all.js';
import { Billing, Compliance, Messaging, Scheduler } from '../upstream/services.js';
import { type Owner, ourselves, ownerBehind } from './owner.js';
import { factsAskedFor } from './republication.facts.js';
import { wholeOf } from './whole.js';

/** What owners say again, as one list. Which service owns a fact, its type says. */
@Injectable()
export class RepublicationClient {
  private readonly owners: readonly Owner[];

  constructor(
    own: RepublicationService,
    billing: Billing,
    compliance: Compliance,
    messaging: Messaging,
    scheduler: Scheduler,
    private readonly tenants: TenantService,
    private readonly database: Database,
  ) {
    this.owners = [
      ourselves(own),
      ownerBehind('billing', billing),
      ownerBehind('compliance', compliance),
      ownerBehind('messaging', messaging),
      ownerBehind('scheduler', scheduler),
    ];
  }

  /**
   * Has every owner of a fact that is asked for begin.
   * @throws invalid_request, not_found for an unknown business, and service_unavailable when an owner is
   *   away: the others have begun, and to ask again does no harm
   */
  async request(caller: Principal, request: RequestRepublication): Promise<RepublicationView> {
    const { tenantId, reason } = request;
    const asked = factsAskedFor(request);
    const id = newId();
    if (tenantId) {
      await this.tenants.get(tenantId);
      // Before it begins: one that began is never missing there.
      await this.note(caller, tenantId, id, { facts: [...asked.values()].flat(), reason });
    }
    const owners = this.owners.filter(({ service }) => asked.has(service));
    const answers = await askAll(owners, (owner) => {
      const facts = asked.get(owner.service) ?? [];
      return owner.begin(caller, { id, facts, reason, ...(tenantId && { tenantId }) });
    });
    return whole(answers);
  }

  private async note(
    caller: Principal,
    tenantId: string,
    id: string,
    detail: { readonly facts: readonly string[]; readonly reason: string },
  ): Promise<void> {
    const subject = { kind: 'republication', id };
    const action = 'republication.requested' as const;
    await this.database.asTenant(tenantId, (tx) =>
      appendAudit(tx, [{ tenantId, once: [id], actor: actorOf(caller), action, subject, detail }]),
    );
  }

  /** Newest first. A service that is away is named, and the others' runs are shown. */
  async list(caller: Principal, query: ListQuery): Promise<RepublicationPage> {
    const asked = await askAll(this.owners, (owner) => owner.list(caller, query));
    const pages = asked.flatMap(({ answer }) => answer ?? []);
    const page = toPage(wholeOf(pages.flatMap(({ items }) => items)), query.limit, ({ id }) => [
      id,
    ]);
    const more = pages.find(({ nextCursor }) => nextCursor !== null)?.nextCursor ?? null;
    const away = asked.filter(({ answer }) => answer === undefined);
    return {
      items: page.items,
      nextCursor: page.nextCursor ?? more,
      unavailable: away.map(({ office }) => office.service),
    };
  }

  /** @throws not_found, or service_unavailable while one that may be at it is away */
  async get(caller: Principal, id: string): Promise<RepublicationView> {
    return whole(await askAll(this.owners, (owner) => orNull(owner.get(caller, id))));
  }
}

function whole(
  answers: readonly { readonly answer: RepublicationView | null | undefined }[],
): RepublicationView {
  if (answers.some(({ answer }) => answer === undefined))
    throw serviceUnavailable('Not every service answers. Look again in a moment.');
  const [republication] = wholeOf(answers.flatMap(({ answer }) => answer ?? []));
  if (!republication) throw notFound('republication');
  return republication;
}
