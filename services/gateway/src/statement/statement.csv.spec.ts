import { describe, expect, test } from '@jest/globals';
import type { StatementLine } from '@fieldline/contracts';
import { CSV_HEADER, toCsv } from './statement.csv.js';

const line: StatementLine = {
  at: '2026-11-22T15:04:05.000Z',
  type: 'sent',
  id: '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c11',
  sentBy: 'user:u1',
  number: '+13125550123',
  jobType: 'drain',
  quoted: 2,
  purchased: 0,
  granted: 0,
  restored: 0,
  withdrawn: 0,
  reversed: 0,
  sent: 1,
  received: 0,
  held: 2,
  released: 1,
  paidMicros: 0,
  grantedMicros: 0,
  restoredMicros: 0,
  withdrawnMicros: 0,
  reversedMicros: 0,
  sentMicros: 15_000,
  receivedMicros: 0,
  reason: null,
};

const cellOf = (jobType: string | null): string =>
  toCsv([{ ...line, jobType }])
    .split(',user:u1,')[1]!
    .slice('+13125550123,'.length, -',2,0,0,0,0,0,1,0,2,1,0,0,0,0,0,15000,0,\r\n'.length);

describe('a line', () => {
  test('has a cell for each name of the header', () => {
    expect(CSV_HEADER).toMatch(/^at,type,id,sentBy,[\w,]+,reason\r\n$/);
    const cells = toCsv([line]).trimEnd().split(',');
    expect(cells).toHaveLength(CSV_HEADER.split(',').length);
    expect(cells.slice(0, 5)).toEqual([line.at, 'sent', line.id, 'user:u1', '+13125550123']);
    expect(cells.at(-1)).toBe('');
  });

  test('ends with CRLF, each of several', () => {
    expect(toCsv([line, line]).match(/\r\n/g)).toHaveLength(2);
    expect(toCsv([])).toBe('');
  });

  test.each([
    [null, ''],
    ['drain', 'drain'],
    ['drain, deep', '"drain, deep"'],
    ['the "big" one', '"the ""big"" one"'],
    ['two\nlines', '"two\nlines"'],
    ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['a=1', 'a=1'],
  ])('writes %p so that it is read as text: %s', (jobType, cell) => {
    expect(cellOf(jobType)).toBe(cell);
  });
});
