import { Problem } from '@fieldline/http';
import { describe, expect, test } from '@jest/globals';
import { IMPORT_MAX_LINES, readLine, refusal, splitLines } from './job.line.js';

describe('lines', () => {
  test('are numbered as in the file, blank ones passed over', () => {
    expect(splitLines('{}\r\n\n  \n{"a":1}\n')).toEqual([
      { line: 1, content: '{}\r' },
      { line: 4, content: '{"a":1}' },
    ]);
    expect(splitLines('')).toEqual([]);
  });

  test('are limited', () => {
    expect(splitLines('{}\n'.repeat(IMPORT_MAX_LINES))).toHaveLength(IMPORT_MAX_LINES);
    expect(() => splitLines('{}\n'.repeat(IMPORT_MAX_LINES + 1))).toThrow('up to 10000 lines');
  });
});

const codeOf = (content: string): string | null => {
  const { job } = readLine({ line: 1, content });
  return job instanceof Problem ? job.code : null;
};

test.each([
  ['{"externalId":"J-1","status":"canceled"}\r', null],
  ['{"externalId":', 'malformed_json'],
  ['[]', 'malformed_json'],
  ['null', 'malformed_json'],
  ['{}', 'invalid_request'],
  ['{"externalId":"J-1","status":"gone"}', 'invalid_request'],
  ['{"externalId":"J-1","colour":"red"}', 'invalid_request'],
  ['{"externalId":"J\\u0000"}', 'invalid_request'],
  ['{"externalId":"J\\ud800"}', 'invalid_request'],
])('%s → %s', (content, code) => {
  expect(codeOf(content)).toBe(code);
});

test('a refusal says which field, never its value', () => {
  const read = readLine({ line: 3, content: '{"externalId":"J-1","timeZone":"secret"}' });
  expect(read.job).toBeInstanceOf(Problem);
  expect(refusal(read, read.job as Problem)).toEqual({
    line: 3,
    externalId: 'J-1',
    outcome: 'error',
    error: { code: 'invalid_request', detail: 'timeZone must be a valid IANA time-zone' },
  });
});
