import { expect } from '@jest/globals';
import type { Business, Json } from './business.js';

/** Everything a business has that a request could change. */
export async function booksOf(business: Business, phones: readonly string[] = []): Promise<Json> {
  const read = (path: string): Promise<Json[]> => business.all(path);
  return {
    balance: await business.balance(),
    ledger: await read('/v1/ledger'),
    messages: await read('/v1/messages'),
    conversations: await read('/v1/conversations'),
    contacts: await read('/v1/contacts'),
    jobs: await read('/v1/jobs'),
    jobTypes: await read('/v1/job-types'),
    texts: await Promise.all(phones.map((phone) => business.textsAt(phone))),
  };
}

/** The ledger's entries sum to the balance, and nothing is held. */
export async function expectSettledBooks(business: Business): Promise<Json> {
  const [entries, balance] = await Promise.all([business.ledger(), business.balance()]);
  const sum = (place: string): number =>
    entries.reduce(
      (total, { from, to, segments }) =>
        total + (to === place ? segments : 0) - (from === place ? segments : 0),
      0,
    );
  const { available, held, debt } = balance;
  expect([sum('available'), sum('held'), sum('debt') + debt]).toEqual([available, held, 0]);
  expect(balance.held).toBe(0);
  return balance;
}
