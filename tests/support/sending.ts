import { expect } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import type { Answer, Business, Json } from './business.js';

/** Sends and expects it to be taken. @returns the message */
export async function accepted(business: Business, message: object, key?: string): Promise<Json> {
  const answer = await business.post('/v1/messages', message, key);
  expect([answer.status, answer.body]).toEqual([
    202,
    expect.objectContaining({ direction: 'outbound' }),
  ]);
  return answer.body;
}

/** Waits until a message looks like this. @returns it */
export function becomes(
  business: Business,
  id: string,
  expected: object,
  timeoutMs = 20_000,
): Promise<Json> {
  return eventually(
    async () => {
      const message = await business.message(id);
      expect(message).toMatchObject(expected);
      return message;
    },
    { timeoutMs, intervalMs: 50 },
  );
}

/** Sends over and over until the answer is this refusal: what a phone said takes a moment to be known. */
export function refusedSoon(business: Business, message: object, code: string): Promise<Answer> {
  return eventually(
    async () => {
      const answer = await business.post('/v1/messages', message);
      expect([answer.status, answer.body.code]).toEqual([422, code]);
      return answer;
    },
    { timeoutMs: 10_000 },
  );
}

/** The only thread of a business with a number, once it looks like this. */
export function threadWith(business: Business, number: string, expected: object): Promise<Json> {
  return eventually(
    async () => {
      const threads = await business.all('/v1/conversations');
      const thread = threads.find((each) => each.number === number);
      expect(thread).toMatchObject(expected);
      return thread;
    },
    { timeoutMs: 10_000 },
  );
}

/** Waits until nothing is held any more: what was sent is paid for. */
export function settled(business: Business): Promise<Json> {
  return eventually(
    async () => {
      const balance = await business.balance();
      expect(balance).toMatchObject({ held: 0 });
      return balance;
    },
    { timeoutMs: 10_000 },
  );
}
