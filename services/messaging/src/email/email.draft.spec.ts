import { describe, expect, test } from '@jest/globals';
import { Employee } from '../employee/employee.entity.js';
import { addressAll } from './email.draft.js';

const wanted = { tenantId: 't', writeId: 'w', today: '2026-11-22' };

function employee(id: string, textNumber: string | null, textCarrier: string | null): Employee {
  return Object.assign(new Employee(), { id, textNumber, textCarrier });
}

const codeOf = (textNumber: string | null, carrier: string | null, today = wanted.today) => {
  const [only] = addressAll({ ...wanted, today }, [employee('e', textNumber, carrier)]);
  return only && 'error' in only ? only.error.code : only?.toAddress;
};

describe('an employee’s e-mail', () => {
  test('goes to their number at their carrier', () => {
    expect(codeOf('3125550144', 'Verizon')).toBe('3125550144@vzwpix.com');
    expect(codeOf('3125550144', 'Rogers')).toBe('3125550144@pcs.rogers.com');
  });

  test('goes nowhere without an address, or with a gateway that has ended or never was', () => {
    expect(codeOf(null, null)).toBe('no_text_address');
    expect(codeOf('3125550144', 'Comcast')).toBe('carrier_without_gateway');
    expect(codeOf('3125550144', 'T-Mobile')).toBe('gateway_retired');
    expect(codeOf('3125550144', 'Verizon', '2027-03-30')).toBe('3125550144@vzwpix.com');
    expect(codeOf('3125550144', 'Verizon', '2027-03-31')).toBe('gateway_retired');
  });

  test('is refused with what to do instead', () => {
    const [only] = addressAll(wanted, [employee('e', '3125550144', 'AT&T')]);
    expect(only).toMatchObject({ error: { detail: expect.stringContaining('real SMS number') } });
  });

  test('has an id that the request and the employee lead to', () => {
    const crew = [employee('a', '3125550144', 'Rogers'), employee('b', '3125550145', 'Rogers')];
    const ids = addressAll(wanted, crew).map((each) => ('id' in each ? each.id : ''));
    expect(new Set(ids).size).toBe(2);
    expect(addressAll(wanted, crew).map((each) => ('id' in each ? each.id : ''))).toEqual(ids);
    expect(addressAll({ ...wanted, writeId: 'x' }, crew)[0]).not.toMatchObject({ id: ids[0] });
  });

  test('is one for a number that two have', () => {
    const crew = [employee('a', '3125550144', 'Rogers'), employee('b', '3125550144', 'Telus')];
    expect(addressAll(wanted, crew)).toMatchObject([
      { employeeId: 'a', toAddress: '3125550144@pcs.rogers.com' },
      { employeeId: 'b', error: { code: 'same_number' } },
    ]);
  });
});
