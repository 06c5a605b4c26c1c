import { TenantChanged } from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { type Delivery, OnEvent, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { EmailSender } from '../email/email.sender.js';
import { keepRetention } from '../erasure/retention.queries.js';
import { RetentionRounds } from '../erasure/retention.rounds.js';
import { Dispatcher } from '../message/dispatcher.js';
import { haltSending } from '../sending-pause/sending-pause.queries.js';
import { isHalted } from './tenant.state.js';

@Controller()
export class TenantListener {
  constructor(
    private readonly database: Database,
    private readonly retention: RetentionRounds,
    private readonly dispatcher: Dispatcher,
    private readonly emails: EmailSender,
  ) {}

  @OnEvent(TenantChanged)
  async keep({ tenantId, payload }: Received<TenantChanged>, { tx }: Delivery): Promise<void> {
    if (isHalted(payload.state)) await haltSending(tx);
    await keepTenant(tx, tenantId, payload);
    await keepRetention(tx, tenantId, payload.messageDays ?? null, payload.version);
    this.database.afterCommit(tx, () => this.retention.wake());
    this.dispatcher.wakeAfter(tx);
    this.emails.wakeAfter(tx);
  }
}

/** The same version again mends the copy. */
async function keepTenant(tx: Transaction, tenantId: string, fact: TenantChanged): Promise<void> {
  await tx.query(
    `INSERT INTO tenant_copy (tenant_id, name, country, contact_phone, state, introduce_first_text, version)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (tenant_id) DO UPDATE
       SET name = excluded.name, country = excluded.country, contact_phone = excluded.contact_phone,
           introduce_first_text = excluded.introduce_first_text, version = excluded.version,
           resumed_at = CASE WHEN tenant_copy.state IN ('suspended', 'closed')
                              AND excluded.state NOT IN ('suspended', 'closed')
             THEN clock_timestamp() ELSE tenant_copy.resumed_at END,
           state = excluded.state
     WHERE tenant_copy.version <= excluded.version`,
    [
      tenantId,
      fact.name,
      fact.country,
      fact.contactPhone,
      fact.state,
      fact.introduceFirstText,
      fact.version,
    ],
  );
}
