import { expect, test } from '@jest/globals';
import { toProblem } from './to-problem.js';

const databaseError = (code: string): Error => Object.assign(new Error('SELECT secret'), { code });

test.each([
  ['22021', 400, 'invalid_request'],
  ['22P02', 400, 'invalid_request'],
  ['57P01', 503, 'service_unavailable'],
  ['57014', 503, 'service_unavailable'],
  ['40P01', 503, 'service_unavailable'],
  ['08006', 503, 'service_unavailable'],
  ['ECONNREFUSED', 503, 'service_unavailable'],
  ['23505', 500, 'internal_error'],
])("the database's %s is %i %s, without its words", (code, status, expected) => {
  const problem = toProblem(databaseError(code));
  expect([problem.status, problem.code]).toEqual([status, expected]);
  expect(problem.detail).not.toContain('secret');
});

test('a connection lost between two statements is "not now"', () => {
  const lost = new Error('Query runner already released. Cannot run queries anymore.');
  expect(toProblem(lost)).toMatchObject({ status: 503, code: 'service_unavailable' });
});
