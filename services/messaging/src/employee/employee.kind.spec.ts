import { describe, expect, test } from '@jest/globals';
import { newEmployee, toEmployeeChange } from './employee.kind.js';

const code = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('a change of an employee', () => {
  test('has its numbers as they are stored', () => {
    const textAddress = { number: '(312) 555-0144', carrier: 'us cellular' };
    expect(toEmployeeChange({ name: 'Sam', smsNumber: '312 555 0143', textAddress }, 'US')).toEqual(
      {
        name: 'Sam',
        smsNumber: '+13125550143',
        textNumber: '3125550144',
        textCarrier: 'U.S. Cellular',
      },
    );
  });

  test('says nothing of a text address that was left out, and clears one that is null', () => {
    expect(toEmployeeChange({ email: null }, 'US')).toEqual({ email: null });
    expect(toEmployeeChange({ textAddress: null }, 'US')).toEqual({
      textNumber: null,
      textCarrier: null,
    });
  });

  test('takes the address of a gateway that has ended: the record stays as its owner has it', () => {
    const textAddress = { number: '3125550144', carrier: 'T-Mobile' };
    expect(toEmployeeChange({ textAddress }, 'US')).toMatchObject({ textCarrier: 'T-Mobile' });
  });

  test('is refused for what is no number, or no carrier', () => {
    const of = (number: string, carrier: string) =>
      code(() => toEmployeeChange({ textAddress: { number, carrier } }, 'US'));
    expect(of('+44 20 7946 0018', 'Verizon')).toBe('invalid_number');
    expect(of('3125550144', 'Acme Wireless')).toBe('unknown_carrier');
    expect(code(() => toEmployeeChange({ smsNumber: 'no' }, 'US'))).toBe('invalid_number');
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
