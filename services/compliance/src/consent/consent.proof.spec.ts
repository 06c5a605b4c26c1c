import type { ConsentChange } from '@fieldline/contracts';
import { describe, expect, test } from '@jest/globals';
import { faultsOf, toStaffEvent } from './consent.proof.js';

const now = new Date('2026-11-22T15:04:05Z');
const optIn: ConsentChange = {
  contactId: '7c9e6679-7425-50de-944b-e07fc1f90ae7',
  recipientId: '0f8fad5b-d9cb-569f-a165-70867728950e',
  action: 'opt_in',
  basis: 'express',
  source: 'web_form',
  proof: 'https://acme.example/forms/881',
};
const fields = (change: Partial<ConsentChange>): string[] =>
  faultsOf({ ...optIn, ...change }, now).map(({ field }) => field);

describe('what an opt-in needs', () => {
  test('basis and proof', () => {
    expect(fields({})).toEqual([]);
    expect(fields({ basis: undefined, proof: undefined })).toEqual(['basis', 'proof']);
    expect(fields({ proof: ' ' })).toEqual(['proof']);
  });

  test('a reason when it is implied, and only then', () => {
    expect(fields({ basis: 'implied' })).toEqual(['impliedReason']);
    expect(fields({ basis: 'implied', impliedReason: 'purchase' })).toEqual([]);
    expect(fields({ impliedReason: 'purchase' })).toEqual(['impliedReason']);
  });

  test('a date that has been', () => {
    expect(fields({ obtainedAt: '2026-11-22T15:08:00Z' })).toEqual([]);
    expect(fields({ obtainedAt: '2026-11-22T15:10:00Z' })).toEqual(['obtainedAt']);
    expect(fields({ obtainedAt: '1999-12-31' })).toEqual(['obtainedAt']);
    expect(fields({ obtainedAt: '2026-11-22T15:00:00' })).toEqual(['obtainedAt']);
  });

  test('text that can be stored', () => {
    expect(fields({ proof: 'a\0b', wording: '\0' })).toEqual(['proof', 'wording']);
  });
});

test('an opt-out needs nothing but somebody to opt out', () => {
  expect(fields({ action: 'opt_out', basis: undefined, proof: undefined })).toEqual([]);
  expect(fields({ action: 'opt_out', contactId: undefined, recipientId: undefined })).toEqual([
    'contactId',
  ]);
});

describe('the event of a change', () => {
  const recording = { tenantId: 't', id: 'e', recordedBy: 'user:1', now };

  test('of a contact binds its number', () => {
    expect(toStaffEvent(optIn, recording)).toMatchObject({
      subjectId: optIn.contactId,
      subjectKind: 'contact',
      boundRecipientId: optIn.recipientId,
      obtainedAt: now,
    });
    const { boundRecipientId } = toStaffEvent({ ...optIn, recipientId: undefined }, recording);
    expect(boundRecipientId).toBeNull();
  });

  test('of a number alone binds nothing', () => {
    expect(toStaffEvent({ ...optIn, contactId: undefined }, recording)).toMatchObject({
      subjectId: optIn.recipientId,
      subjectKind: 'recipient',
      boundRecipientId: null,
    });
  });

  test('of an opt-out has no basis', () => {
    const event = toStaffEvent({ ...optIn, action: 'opt_out' }, recording);
    expect(event).toMatchObject({ basis: null, impliedReason: null, boundRecipientId: null });
  });
});

describe('when it ends, and whether it is in writing', () => {
  const recording = { tenantId: 't', id: 'e', recordedBy: 'user:1', now };
  const event = (change: Partial<ConsentChange & { written: boolean }>) =>
    toStaffEvent({ ...optIn, ...change }, recording);

  test.each([
    ['purchase', '2024-02-29', '2026-02-28T00:00:00.000Z'],
    ['inquiry', '2026-08-31', '2027-02-28T00:00:00.000Z'],
  ] as const)('implied by a %s of %s it ends on %s', (impliedReason, obtainedAt, end) => {
    const { expiresAt, written } = event({ basis: 'implied', impliedReason, obtainedAt });
    expect([expiresAt?.toISOString(), written]).toEqual([end, false]);
  });

  test('express it has no end, and nor has an opt-out', () => {
    expect(event({}).expiresAt).toBeNull();
    const change = { action: 'opt_out', basis: 'implied', impliedReason: 'purchase' } as const;
    expect(event(change)).toMatchObject({ expiresAt: null, written: false });
  });

  test.each([
    ['web_form', true],
    ['written', true],
    ['verbal', false],
    ['import', false],
    ['other', false],
  ] as const)('by %s: in writing is %s', (source, written) => {
    expect(event({ source }).written).toBe(written);
  });

  test('an import says so itself', () => {
    expect(event({ source: 'import', written: true }).written).toBe(true);
  });
});
