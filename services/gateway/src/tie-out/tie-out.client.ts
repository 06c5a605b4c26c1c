import type {
  ListQuery,
  Page,
  Principal,
  RequestTieOut,
  TieOutRequestView,
  TieOutSummary,
  TieOutView,
} from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { Billing, Messaging } from '../upstream/services.js';

/** Messaging has a day's records made, billing compares them and knows what was found. */
@Injectable()
export class TieOutClient {
  constructor(
    private readonly billing: Billing,
    private readonly messaging: Messaging,
  ) {}

  /** @param id what a repeat has again */
  request(caller: Principal, id: string, request: RequestTieOut): Promise<TieOutRequestView> {
    return this.messaging.post('/tie-outs', caller, request, {
      headers: { 'idempotency-id': id },
      idempotent: true,
    });
  }

  list(caller: Principal, query: ListQuery): Promise<Page<TieOutSummary>> {
    return this.billing.get('/tie-outs', caller, query);
  }

  get(caller: Principal, date: string): Promise<TieOutView> {
    return this.billing.get(path`/tie-outs/${date}`, caller);
  }
}
