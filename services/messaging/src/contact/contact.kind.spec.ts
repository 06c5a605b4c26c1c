import { describe, expect, test } from '@jest/globals';
import { newContact } from './contact.kind.js';

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
