import {
  type BundleView,
  BuyBundle,
  ListQuery,
  type Page,
  type Principal,
  type PurchaseView,
  type ReceiptView,
  RefundPurchase,
  writeIdOf,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Allow, Texting, UntilClosed } from '../access/allow.js';
import { WriteKey } from '../idempotency/idempotency-key.js';
import { IdPipe } from '../ref.js';
import { TenantService } from '../tenant/tenant.service.js';
import { PurchaseClient } from './purchase.client.js';

@Controller('v1')
export class PurchaseController {
  constructor(
    private readonly purchases: PurchaseClient,
    private readonly tenants: TenantService,
  ) {}

  @Get('bundles')
  @Allow('purchases:read')
  bundles(@Caller() caller: Principal): Promise<{ items: BundleView[] }> {
    return this.purchases.bundles(caller);
  }

  @Post('purchases')
  @Allow('purchases:write')
  @Texting()
  @UntilClosed()
  async open(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @WriteKey() key: string,
    @Body() order: BuyBundle,
  ): Promise<PurchaseView> {
    const { name } = await this.tenants.get(tenantId);
    const id = writeIdOf(tenantId, 'purchase', key);
    return this.purchases.open(caller, id, { ...order, businessName: name });
  }

  @Get('purchases')
  @Allow('purchases:read')
  list(@Caller() caller: Principal, @Query() query: ListQuery): Promise<Page<PurchaseView>> {
    return this.purchases.list(caller, query);
  }

  @Get('purchases/:id')
  @Allow('purchases:read')
  get(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('purchase')) id: string,
  ): Promise<PurchaseView> {
    return this.purchases.get(caller, id);
  }

  @Get('purchases/:id/receipt')
  @Allow('purchases:read')
  receipt(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('purchase')) id: string,
  ): Promise<ReceiptView> {
    return this.purchases.receipt(caller, id);
  }

  @Post('purchases/:id/refunds')
  @Allow('purchases:refund')
  refund(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @WriteKey() key: string,
    @Param('id', new IdPipe('purchase')) id: string,
    @Body() refund: RefundPurchase,
  ): Promise<PurchaseView> {
    return this.purchases.refund(caller, writeIdOf(tenantId, `refund ${id}`, key), id, refund);
  }
}
