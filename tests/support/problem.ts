import { expect } from '@jest/globals';
import type { Answer } from './business.js';

/** Stands in values of bad requests: no answer may repeat it. */
export const SECRET = 'Zanzibar-4711';

/** The answer is an RFC 9457 problem with this status and code, and repeats nothing of what was sent. */
export function expectProblem(answer: Answer, status: number, code: string): void {
  const { body, headers } = answer;
  expect([answer.status, body.code]).toEqual([status, code]);
  expect(headers.get('content-type')).toContain('application/problem+json');
  expect(body).toMatchObject({
    type: expect.stringMatching(/^\S+$/),
    title: expect.stringMatching(/\S/),
    status,
    detail: expect.stringMatching(/\S/),
    traceId: expect.stringMatching(/^\S+$/),
  });
  expect(JSON.stringify(body)).not.toMatch(new RegExp(SECRET, 'i'));
}
