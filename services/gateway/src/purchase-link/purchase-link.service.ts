import { createHash, randomBytes } from 'node:crypto';
import {
  type Bundle,
  type BundleView,
  type Principal,
  type PurchaseLinkView,
  type PurchaseView,
  writeIdOf,
} from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { Injectable } from '@nestjs/common';
import { ROLE_PERMISSIONS } from '../access/permissions.js';
import { ApiKeyService } from '../api-key/api-key.service.js';
import { GatewaySettings } from '../config.js';
import { PurchaseClient } from '../purchase/purchase.client.js';
import type { Tenant } from '../tenant/tenant.entity.js';
import { TenantService } from '../tenant/tenant.service.js';
import { UserService } from '../user/user.service.js';
import { noSuchLink, notOfTheBusiness } from './purchase-link.errors.js';
import { findLink, forgetOldLinks, keepLink, type PurchaseLink } from './purchase-link.queries.js';

const TOKEN_BYTES = 32;
const TOKEN = /^[\w-]{43}$/;
const GOOD_FOR_SECONDS = 60 * 60;
/** So many checkouts of one bundle are begun by a link: each after the one before was canceled or ran out. */
const CHECKOUTS_MAX = 10;
const BUYS = 'purchases:write';

/** What an address shows: for which business, and what it may buy. */
export interface Offer {
  readonly businessName: string;
  readonly timeZone: string;
  readonly expiresAt: Date;
  readonly bundles: readonly BundleView[];
}

interface Opened {
  readonly link: PurchaseLink;
  readonly buyer: Principal;
  readonly tenant: Tenant;
  readonly hash: Buffer;
}

/**
 * Addresses of a page on which a bundle is chosen. Whoever has one buys as the user or key that made it, for an hour
 * and as long as they may buy themselves; only a hash of the secret in it is kept.
 */
@Injectable()
export class PurchaseLinkService {
  constructor(
    private readonly database: Database,
    private readonly purchases: PurchaseClient,
    private readonly tenants: TenantService,
    private readonly users: UserService,
    private readonly apiKeys: ApiKeyService,
    private readonly settings: GatewaySettings,
  ) {}

  /** @throws forbidden for who isn't of the business, may_not_buy */
  async create(caller: Principal, tenantId: string): Promise<PurchaseLinkView> {
    const { kind, id: makerId, role } = caller;
    if (kind === 'system' || role === 'operator') throw notOfTheBusiness();
    await this.purchases.checkBuyer(caller);
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const link = { tenantId, makerKind: kind, makerId, seconds: GOOD_FOR_SECONDS };
    const expiresAt = await this.database.asTenant(tenantId, (tx) =>
      keepLink(tx, hashOf(token), link),
    );
    const base = this.settings.publicBaseUrl.replace(/\/+$/, '');
    return { url: `${base}/purchase/${token}`, expiresAt: expiresAt.toISOString() };
  }

  /** @throws not_found, and what billing answers */
  async offer(token: string): Promise<Offer> {
    const { link, buyer, tenant } = await this.open(token);
    const { items } = await this.purchases.bundles(buyer);
    const { name: businessName, timeZone } = tenant;
    return { businessName, timeZone, expiresAt: link.expiresAt, bundles: items };
  }

  /**
   * The checkout of a bundle: the same again while it can be paid, or once it is.
   * @throws not_found, and what billing answers
   */
  async buy(token: string, bundle: Bundle): Promise<PurchaseView> {
    const { buyer, tenant, hash } = await this.open(token);
    const order = { bundle, businessName: tenant.name };
    for (let count = 1; ; count += 1) {
      const key = `${hash.toString('hex')} ${bundle} ${count}`;
      const id = writeIdOf(tenant.tenantId, 'purchase-link', key);
      const purchase = await this.purchases.open(buyer, id, order);
      const isOver = purchase.state === 'canceled' || purchase.state === 'expired';
      if (!isOver || count === CHECKOUTS_MAX) return purchase;
    }
  }

  trim(): Promise<void> {
    return forgetOldLinks(this.database);
  }

  private async open(token: string): Promise<Opened> {
    const hash = hashOf(token);
    const link = TOKEN.test(token) ? await findLink(this.database, hash) : undefined;
    if (!link) throw noSuchLink();
    const tenant = await this.tenants.look(link.tenantId);
    const buyer = await this.buyerOf(link);
    if (!buyer || tenant.state === 'closed') throw noSuchLink();
    return { link, buyer, tenant, hash };
  }

  /** Undefined for who may not buy any more: deactivated, another role, a key that is gone. */
  private async buyerOf({ tenantId, makerKind, makerId }: PurchaseLink) {
    const maker =
      makerKind === 'user'
        ? await this.userWhoBuys(tenantId, makerId)
        : await this.apiKeys.find(tenantId, makerId, BUYS);
    if (!maker) return undefined;
    const buyer: Principal = { kind: makerKind, id: makerId, role: maker.role, tenantId };
    return buyer;
  }

  private async userWhoBuys(tenantId: string, id: string) {
    const user = await this.users.find(tenantId, id);
    const buys = user?.status === 'active' && ROLE_PERMISSIONS[user.role].has(BUYS);
    return buys ? user : undefined;
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
