import { describe, expect, test } from '@jest/globals';
import { type ContactFields, mergeContact, newContact } from './contact.merge.js';

const stored: ContactFields = {
  kind: 'customer',
  name: 'Dana Whitfield',
  smsNumber: '+13125550188',
  customerType: 'residential',
  class: null,
  timeZone: 'America/Chicago',
  postalCode: '60614',
  sourceVersion: 7,
};

describe('mergeContact', () => {
  test('an omitted field keeps its value, null clears it', () => {
    expect(mergeContact(stored, { customerType: null, name: 'Dana W.' })).toEqual({
      outcome: 'updated',
      fields: { ...stored, customerType: null, name: 'Dana W.' },
    });
  });

  test('the same again is unchanged', () => {
    expect(mergeContact(stored, { ...stored, sourceVersion: 7 }).outcome).toBe('unchanged');
    expect(mergeContact(stored, {}).outcome).toBe('unchanged');
  });

  test('an older source version changes nothing', () => {
    expect(mergeContact(stored, { name: 'Old', sourceVersion: 6 })).toEqual({
      outcome: 'stale',
      storedVersion: 7,
    });
  });

  test('a newer source version is kept even when nothing else changed', () => {
    expect(mergeContact(stored, { sourceVersion: 8 })).toMatchObject({ outcome: 'updated' });
  });
});

describe('newContact', () => {
  test('names what is missing', () => {
    expect(newContact({ smsNumber: '+13125550188' })).toEqual({ missing: ['kind', 'name'] });
  });

  test('fills what was not said with nothing', () => {
    expect(newContact({ kind: 'prospect', name: 'Lee' })).toMatchObject({
      smsNumber: null,
      class: null,
    });
  });
});
