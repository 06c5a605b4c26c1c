import type { UpsertEmployee } from '@fieldline/contracts';
import { describe, expect, test } from '@jest/globals';
import { newEmployee, toEmployeeChange } from './employee.kind.js';

const changeOf = (command: UpsertEmployee) => toEmployeeChange(command, 'US').change;
const codes = (command: UpsertEmployee): string[] =>
  toEmployeeChange(command, 'US').problems.map(({ code }) => code);

describe('a change of an employee', () => {
  test('has its numbers as they are stored', () => {
    const textAddress = { number: '(312) 555-0144', carrier: 'us cellular' };
    expect(changeOf({ name: 'Sam', smsNumber: '312 555 0143', textAddress })).toEqual({
      name: 'Sam',
      smsNumber: '+13125550143',
      textNumber: '3125550144',
      textCarrier: 'U.S. Cellular',
    });
  });

  test('says nothing of a text address that was left out, and clears one that is null', () => {
    expect(changeOf({ email: null })).toEqual({ email: null });
    expect(changeOf({ textAddress: null })).toEqual({
      textNumber: null,
      textCarrier: null,
    });
  });

  test('takes the address of a gateway that has ended: the record stays as its owner has it', () => {
    const textAddress = { number: '3125550144', carrier: 'T-Mobile' };
    expect(changeOf({ textAddress })).toMatchObject({ textCarrier: 'T-Mobile' });
  });

  test('is refused for what is no number, or no carrier', () => {
    const of = (number: string, carrier: string) => codes({ textAddress: { number, carrier } });
    expect(of('+44 20 7946 0018', 'Verizon')).toEqual(['invalid_number']);
    expect(of('3125550144', 'Acme Wireless')).toEqual(['unknown_carrier']);
    expect(codes({ smsNumber: 'no' })).toEqual(['invalid_number']);
    const textAddress = { number: '12', carrier: 'Acme Wireless' };
    expect(codes({ smsNumber: 'no', textAddress })).toEqual([
      'invalid_number',
      'unknown_carrier',
      'invalid_number',
    ]);
  });
});

test('a new employee needs a name', () => {
  expect(newEmployee({ smsNumber: '+13125550143' })).toEqual({ missing: ['name'] });
  expect(newEmployee({ name: 'Sam' })).toEqual({
    name: 'Sam',
    email: null,
    smsNumber: null,
    textNumber: null,
    textCarrier: null,
    sourceVersion: null,
  });
});
