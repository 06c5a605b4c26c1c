import type { EmailRecord } from '@fieldline/contracts';
import { describe, expect, test } from '@jest/globals';
import { emailText } from './email.text.js';

const record: EmailRecord = {
  contactId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  jobId: null,
  customerName: 'Dana Whitfield',
  customerPhone: '312-555-0188',
  address: '1200 W Fulton St, Chicago',
  jobType: 'Drain cleaning',
  date: 'Tuesday, December 1',
  time: '9:00 AM to 11:00 AM',
};

describe('emailText', () => {
  test('says the customer and the job, a line each', () => {
    expect(emailText(record).split('\n')).toEqual([
      'Dana Whitfield',
      '312-555-0188',
      '1200 W Fulton St, Chicago',
      'Drain cleaning',
      'Tuesday, December 1, 9:00 AM to 11:00 AM',
    ]);
  });

  test('leaves out what is not known', () => {
    const bare = {
      ...record,
      customerPhone: null,
      address: '',
      jobType: null,
      date: null,
      time: null,
    };
    expect(emailText(bare)).toBe('Dana Whitfield');
  });

  test('makes one line of a field, which neither breaks off nor turns round', () => {
    const address = `1200 W Fulton\r\nFrom: boss@acme.test\u2028\u202e Chicago\0 ${'x'.repeat(500)}`;
    const lines = emailText({ ...record, address }).split(/\r|\n|\u2028/);
    expect(lines).toHaveLength(5);
    expect(lines[2]).toMatch(/^1200 W Fulton From: boss@acme\.test Chicago x+$/);
    expect(lines[2]!.length).toBeLessThanOrEqual(200);
  });

  test('cuts no pair of surrogates in two', () => {
    const customerName = `${'x'.repeat(199)}😀`;
    expect(emailText({ ...record, customerName }).isWellFormed()).toBe(true);
  });
});
