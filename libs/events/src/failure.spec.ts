import { describe, expect, test } from '@jest/globals';
import {
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
} from 'typeorm';
import { describeFailure, isTransient, TransientError } from './failure.js';

const coded = (code: string): Error => Object.assign(new Error('it failed'), { code });
const failed = (driverError: Error): Error => new QueryFailedError('SELECT 1', [], driverError);
class Impatient extends TransientError {}

describe('isTransient', () => {
  test.each<[string, unknown]>([
    ['TransientError', new TransientError('later')],
    ['a kind of TransientError', new Impatient('later')],
    ['one as a cause', new Error('no', { cause: new TransientError('later') })],
    [
      'one as the cause of a cause',
      new Error('a', { cause: new Error('b', { cause: coded('40P01') }) }),
    ],
    ['serialization failure', coded('40001')],
    ['deadlock, as TypeORM wraps it', failed(coded('40P01'))],
    ['lock not available', failed(coded('55P03'))],
    ['too many connections', coded('53300')],
    ['disk full', coded('53100')],
    ['connection failure', coded('08006')],
    ['administrator command', failed(coded('57P01'))],
    ['starting up', coded('57P03')],
    ['statement timeout', failed(coded('57014'))],
    ['idle in a transaction for too long', coded('25P03')],
    ['connection refused', coded('ECONNREFUSED')],
    ['connection reset', failed(coded('ECONNRESET'))],
    ['host unreachable', coded('EHOSTUNREACH')],
    ['no such host', coded('ENOTFOUND')],
    ['lost connection', failed(new Error('Connection terminated unexpectedly'))],
    ['no free connection', new Error('timeout exceeded when trying to connect')],
    [
      'lost before the statement',
      failed(new Error('Client has encountered a connection error and is not queryable')),
    ],
    ['lost in a transaction of TypeORM', new QueryRunnerAlreadyReleasedError()],
    ['lost under its entity manager', new QueryRunnerProviderAlreadyReleasedError()],
  ])('%s is', (_, error) => {
    expect(isTransient(error)).toBe(true);
  });

  test.each<[string, unknown]>([
    ['TypeError', new TypeError("Cannot read properties of undefined (reading 'id')")],
    ['RangeError', new RangeError('too much')],
    ['Error', new Error('no')],
    ['a TypeError as the cause', new Error('no', { cause: new TypeError('x') })],
    ['unique violation', failed(coded('23505'))],
    ['check violation', failed(coded('23514'))],
    ['permission denied', failed(coded('42501'))],
    ['invalid text', failed(coded('22P02'))],
    ['a code that only looks like a class', coded('4000')],
    ['a code of our own', coded('insufficient_balance')],
    ['text', 'ECONNREFUSED'],
    ['an object', { code: '40001' }],
    ['nothing', undefined],
  ])('%s is not', (_, error) => {
    expect(isTransient(error)).toBe(false);
  });

  test('an error that is its own cause ends the search', () => {
    const error = new Error('round');
    error.cause = error;
    expect(isTransient(error)).toBe(false);
  });
});

describe('describeFailure', () => {
  test('says what and where in one line of text that Postgres can hold', () => {
    expect(describeFailure(new TypeError('no \0 fruit'))).toMatch(
      /^TypeError: no \uFFFD fruit at .+spec/,
    );
    expect(describeFailure(new Error('x'.repeat(5_000)))).toHaveLength(2_000);
    expect(describeFailure('text')).toBe('unknown error');
  });
});
