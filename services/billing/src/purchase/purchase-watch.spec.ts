import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Database } from '@fieldline/database';
import type { RoundOutcome } from '@fieldline/events';
import { Logger } from '@nestjs/common';
import type { BillingSettings } from '../config.js';
import type { PaymentProvider } from '../payment/payment.provider.js';
import type { PaymentMethods } from '../recharge/payment-methods.js';
import type { RechargeCharge } from '../recharge/recharge.charge.js';
import type { RechargeService } from '../recharge/recharge.service.js';
import { PurchaseWatch } from './purchase-watch.js';
import type { PurchaseLedger } from './purchase.ledger.js';
import type { RefundService } from './refund.service.js';

type Search = () => Promise<number>;

/** A watch with nothing to ask about but refunds and rules. */
class Watch extends PurchaseWatch {
  constructor(refunds: Search, rules: Search) {
    super(
      { query: async () => [] } as unknown as Database,
      {} as PaymentProvider,
      {} as PurchaseLedger,
      { resume: refunds } as unknown as RefundService,
      { resume: rules } as unknown as RechargeService,
      {} as RechargeCharge,
      {} as PaymentMethods,
      {} as BillingSettings,
    );
  }

  override round(): Promise<RoundOutcome> {
    return super.round();
  }
}

let logged: unknown[];
beforeEach(() => {
  logged = [];
  jest.spyOn(Logger.prototype, 'error').mockImplementation((what) => void logged.push(what));
});
afterEach(() => void jest.restoreAllMocks());

const failing = (what: string) => () => Promise.reject(new Error(what));

test('a round waits for what goes on though something else failed, and says what did', async () => {
  const rules = Promise.withResolvers<number>();
  let outcome: RoundOutcome | undefined;
  const round = new Watch(failing('refunds'), () => rules.promise).round();
  void round.then((value) => (outcome = value));
  await new Promise((resolve) => setImmediate(resolve));
  expect(outcome).toBeUndefined();
  rules.resolve(1);
  expect(await round).toBe('failed');
  expect(logged).toEqual([new Error('refunds')]);
});

test('a round says of each of several what failed', async () => {
  expect(await new Watch(failing('refunds'), failing('rules')).round()).toBe('failed');
  expect(logged).toEqual([new Error('refunds'), new Error('rules')]);
});

test('a round that found something says so', async () => {
  const found = (count: number) => async () => count;
  expect(await new Watch(found(0), found(3)).round()).toBe('found');
  expect(await new Watch(found(10), found(3)).round()).toBe('more');
  expect(await new Watch(found(0), found(0)).round()).toBe('nothing');
});
