import type { AlertsView, AlertView, Principal, SetAlerts } from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { Billing } from '../upstream/services.js';

@Injectable()
export class AlertClient {
  constructor(private readonly billing: Billing) {}

  alerts(caller: Principal): Promise<AlertsView> {
    return this.billing.get('/alerts', caller);
  }

  change(caller: Principal, thresholds: SetAlerts): Promise<AlertsView> {
    return this.billing.put('/alerts', caller, thresholds);
  }

  acknowledge(caller: Principal, id: string): Promise<AlertView> {
    return this.billing.post(path`/alerts/${id}/acknowledgement`, caller, {}, { idempotent: true });
  }
}
