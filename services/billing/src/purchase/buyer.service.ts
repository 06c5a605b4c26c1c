import {
  actorOf,
  type Buyers,
  type ChangePurchasePolicy,
  type Principal,
  type PurchasePolicyView,
  type Role,
} from '@fieldline/contracts';
import { Database, query, type Transaction } from '@fieldline/database';
import { Injectable } from '@nestjs/common';
import { Decisions } from '../decision/decisions.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { RechargeTrigger } from '../recharge/recharge.trigger.js';
import { mayNotBuy, mayNotSettle } from './purchase.errors.js';

const ROLES: Readonly<Record<Buyers, readonly Role[]>> = {
  owners: ['operator', 'owner'],
  owners_and_admins: ['operator', 'owner', 'admin'],
  everybody: ['operator', 'owner', 'admin', 'agent'],
};
const FIRST: PurchasePolicyView = { whoMayBuy: 'owners_and_admins', paymentPaused: false };

/** Who of a business may buy, and whether something may be bought automatically. */
@Injectable()
export class BuyerService {
  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerService,
    private readonly recharges: RechargeTrigger,
    private readonly decisions: Decisions,
  ) {}

  policy(tenantId: string): Promise<PurchasePolicyView> {
    return this.database.asTenant(tenantId, (tx) => read(tx, tenantId));
  }

  /** @throws may_not_buy */
  async check(tenantId: string, { role }: Principal): Promise<void> {
    const { whoMayBuy } = await this.policy(tenantId);
    if (!ROLES[whoMayBuy].includes(role)) throw mayNotBuy();
  }

  /** @throws forbidden for who isn't an owner; what a dispute paused, an operator lets go on */
  change(
    tenantId: string,
    caller: Principal,
    { whoMayBuy, paymentPaused }: ChangePurchasePolicy,
  ): Promise<PurchasePolicyView> {
    const { kind, role } = caller;
    if (kind === 'api_key' && role !== 'operator') throw mayNotSettle('Owners say who may buy.');
    if (!ROLES.owners.includes(role)) throw mayNotSettle('Owners say who may buy.');
    if (paymentPaused !== undefined && role !== 'operator')
      throw mayNotSettle('The operator pauses automatic payments, or lets them go on.');
    return this.database.asTenant(tenantId, async (tx) => {
      await this.ledger.lock(tx, [{ tenantId }]);
      await query(
        tx,
        `INSERT INTO buyer (tenant_id, who_may_buy, payment_paused, paused_by_operator)
         VALUES ($1, coalesce($2, '${FIRST.whoMayBuy}'), coalesce($3, false), coalesce($3, false))
             ON CONFLICT (tenant_id) DO UPDATE
            SET who_may_buy = coalesce($2, buyer.who_may_buy),
                payment_paused = coalesce($3, buyer.payment_paused),
                paused_by_operator = coalesce($3, buyer.paused_by_operator)`,
        [tenantId, whoMayBuy ?? null, paymentPaused ?? null],
      );
      await this.recharges.refresh(tx, tenantId);
      const isEnabled = paymentPaused === undefined ? null : !paymentPaused;
      const told = { by: actorOf(caller), whoMayBuy: whoMayBuy ?? null, isEnabled };
      await this.decisions.tell(tx, { tenantId, decision: 'purchase_policy_set', ...told });
      return read(tx, tenantId);
    });
  }
}

async function read(tx: Transaction, tenantId: string): Promise<PurchasePolicyView> {
  const [row] = await query<PurchasePolicyView>(
    tx,
    `SELECT who_may_buy AS "whoMayBuy", payment_paused AS "paymentPaused" FROM buyer
      WHERE tenant_id = $1`,
    [tenantId],
  );
  return row ?? FIRST;
}
