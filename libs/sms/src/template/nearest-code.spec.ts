import { expect, test } from '@jest/globals';
import { nearestCode } from './nearest-code.js';

test.each([
  ['customername', 'customerName'],
  ['customer_name', 'customerName'],
  ['Customer Name', 'customerName'],
  ['customer', 'customerName'],
  ['custmerNme', 'customerName'],
  ['tecnician', 'technicianName'],
  ['cust', 'customerName'],
  ['cus', undefined],
  ['technician', 'technicianName'],
  ['adress', 'address'],
  ['our_number', 'ourNumber'],
  ['businesPhone', 'businessPhone'],
  ['windowstart', 'windowStart'],
  ['x', undefined],
  ['', undefined],
  ['{}', undefined],
  ['the number of the beast', undefined],
])('for %j somebody may have meant %s', (written, code) => {
  expect(nearestCode(written)).toBe(code);
});

test('a long text is looked at no further than any code is long', () => {
  expect(nearestCode('customerName'.repeat(100_000))).toBeUndefined();
});
