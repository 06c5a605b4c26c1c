import type { Principal, PurchaseLinkView } from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Controller, Post } from '@nestjs/common';
import { Allow, Texting, UntilClosed } from '../access/allow.js';
import { KeepsNothing } from '../idempotency/kept.js';
import { PurchaseLinkService } from './purchase-link.service.js';

@Controller('v1/purchases/links')
export class PurchaseLinkController {
  constructor(private readonly links: PurchaseLinkService) {}

  /** Not repeated by its key: the answer holds a secret, and one more link harms nobody. */
  @Post()
  @Allow('purchases:write')
  @Texting()
  @UntilClosed()
  @KeepsNothing()
  create(@Caller() caller: Principal, @TenantId() tenantId: string): Promise<PurchaseLinkView> {
    return this.links.create(caller, tenantId);
  }
}
