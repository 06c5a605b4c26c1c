import type { KeepRecharge, Principal, RechargeView } from '@fieldline/contracts';
import { Injectable } from '@nestjs/common';
import { Billing } from '../upstream/services.js';

@Injectable()
export class RechargeClient {
  constructor(private readonly billing: Billing) {}

  recharge(caller: Principal): Promise<RechargeView> {
    return this.billing.get('/auto-recharge', caller);
  }

  set(caller: Principal, rule: KeepRecharge): Promise<RechargeView> {
    return this.billing.put('/auto-recharge', caller, rule);
  }
}
