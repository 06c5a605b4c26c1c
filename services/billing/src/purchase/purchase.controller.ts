import {
  isId,
  ListQuery,
  newId,
  OpenPurchase,
  type Page,
  type Principal,
  type PurchaseView,
  type ReceiptView,
  RefundPurchase,
  actorOf,
} from '@fieldline/contracts';
import { Caller, notFound, OperatorOnly, TenantId } from '@fieldline/http';
import { Body, Controller, Get, Headers, Param, Post, Query } from '@nestjs/common';
import { PurchaseService } from './purchase.service.js';
import { RefundService } from './refund.service.js';

@Controller('purchases')
export class PurchaseController {
  constructor(
    private readonly purchases: PurchaseService,
    private readonly refunds: RefundService,
  ) {}

  @Post()
  open(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Headers('idempotency-id') id: string | undefined,
    @Body() order: OpenPurchase,
  ): Promise<PurchaseView> {
    const { bundle, businessName, saveForRecharge: savesMethod = false } = order;
    const named = { tenantId, id: idOf(id), bundle, businessName, savesMethod };
    return this.purchases.open(caller, named);
  }

  @Get()
  list(@TenantId() tenantId: string, @Query() query: ListQuery): Promise<Page<PurchaseView>> {
    return this.purchases.list(tenantId, query);
  }

  @Get(':id')
  get(@TenantId() tenantId: string, @Param('id') id: string): Promise<PurchaseView> {
    return this.purchases.get({ tenantId, id });
  }

  @Get(':id/receipt')
  async receipt(@TenantId() tenantId: string, @Param('id') id: string): Promise<ReceiptView> {
    const { receipt } = await this.purchases.get({ tenantId, id });
    if (!receipt) throw notFound('receipt');
    return receipt;
  }

  @Post(':id/refunds')
  @OperatorOnly()
  async refund(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Param('id') purchaseId: string,
    @Headers('idempotency-id') id: string | undefined,
    @Body() { reason }: RefundPurchase,
  ): Promise<PurchaseView> {
    const order = { tenantId, id: idOf(id), purchaseId, reason, actor: actorOf(caller) };
    await this.refunds.request(order);
    return this.purchases.get({ tenantId, id: purchaseId });
  }
}

function idOf(header: string | undefined): string {
  return isId(header) ? header : newId();
}
