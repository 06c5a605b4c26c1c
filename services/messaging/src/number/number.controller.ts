import { type NumberView, PurchaseNumber } from '@fieldline/contracts';
import { OperatorOnly, TenantId } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { NumberService } from './number.service.js';

@Controller('numbers')
export class NumberController {
  constructor(private readonly numbers: NumberService) {}

  @Post()
  @HttpCode(200)
  @OperatorOnly()
  purchase(@TenantId() tenantId: string, @Body() request: PurchaseNumber): Promise<NumberView> {
    return this.numbers.purchase(tenantId, request);
  }

  /** The business is closed: its number goes back to Twilio. */
  @Post('release')
  @HttpCode(204)
  @OperatorOnly()
  release(@TenantId() tenantId: string): Promise<void> {
    return this.numbers.release(tenantId);
  }

  @Get()
  async list(@TenantId() tenantId: string): Promise<{ items: NumberView[] }> {
    return { items: await this.numbers.list(tenantId) };
  }
}
