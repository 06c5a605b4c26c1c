import type { JobView } from '@fieldline/contracts';
import { describe, expect, test } from '@jest/globals';
import { ofBusiness, ofCustomer, ofEmployee, ofJob } from './field-code.values.js';

describe('codes say', () => {
  test.each([
    ['Dana Whitfield', 'Dana'],
    ['Whitfield, Dana M.', 'Dana'],
    ['  Dana  ', 'Dana'],
    ['Cher', 'Cher'],
    ['Whitfield,', ''],
  ])('of the customer %j the first name %j', (name, first) => {
    expect(ofCustomer({ name, smsNumber: null })).toEqual({
      customerName: name,
      customerFirstName: first,
      customerPhone: null,
    });
  });

  test('numbers as people write them; those from elsewhere as they are', () => {
    const business = { name: 'Acme', contactPhone: '+13125550100', phoneNumber: '+447700900123' };
    expect(ofBusiness(business)).toEqual({
      businessName: 'Acme',
      businessPhone: '312-555-0100',
      ourNumber: '+447700900123',
    });
  });

  test('of a job its kind, number, place and times', () => {
    const job: Partial<JobView> = {
      externalId: 'J-1',
      startsAt: '2026-12-01T15:00:00.000Z',
      endsAt: null,
      timeZone: 'America/Chicago',
      address: null,
    };
    expect(ofJob(job as JobView, 'Drain cleaning')).toEqual({
      jobType: 'Drain cleaning',
      jobNumber: 'J-1',
      address: null,
      date: 'Tuesday, December 1',
      time: '9:00 AM',
      windowStart: null,
      windowEnd: null,
      window: null,
    });
  });

  test('who is texted', () => {
    expect(ofEmployee({ name: 'Sam Lee' })).toEqual({
      employeeName: 'Sam Lee',
      employeeFirstName: 'Sam',
    });
  });
});
