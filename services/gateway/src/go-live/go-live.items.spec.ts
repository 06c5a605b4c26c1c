import type { RegistrationStepView, RegistrationView } from '@fieldline/contracts';
import { describe, expect, test } from '@jest/globals';
import { goLiveItems, type Progress } from './go-live.items.js';

const MONDAY = new Date('2026-11-23T09:00:00.000Z');
const TUESDAY = new Date('2026-11-24T09:00:00.000Z');

const registration = (change: Partial<RegistrationView>): RegistrationView => ({
  required: false,
  state: 'in_review',
  path: 'us',
  taxIdNeeded: false,
  steps: [],
  reasons: [],
  nextStep: '',
  campaign: null,
  submittedAt: MONDAY.toISOString(),
  hints: [],
  ...change,
});
const NOTHING: Progress = {
  first: {},
  phoneNumber: null,
  rulesReadAt: null,
  registration: registration({ required: true, state: 'not_started', submittedAt: null }),
};
const step = (name: string, state: RegistrationStepView['state']): RegistrationStepView => ({
  name,
  state,
  at: TUESDAY.toISOString(),
  reasons: [],
});
const active = { 'tenant.created': MONDAY, 'tenant.activated': TUESDAY } as const;

function of(progress: Partial<Progress>) {
  const items = goLiveItems({ ...NOTHING, ...progress });
  return Object.fromEntries(items.map((item) => [item.key, item]));
}

describe('a business on its way', () => {
  test('that is new waits for its operator, and for nobody else yet', () => {
    const items = of({ first: { 'tenant.created': MONDAY } });
    expect(items['activated']).toMatchObject({
      done: false,
      waitingOn: 'operator',
      since: MONDAY.toISOString(),
    });
    for (const key of ['rules', 'registration', 'brand', 'campaign', 'segments', 'first_text'])
      expect([key, items[key]?.waitingOn]).toEqual([key, null]);
  });

  test('that is active has the form to fill in', () => {
    const due = registration({ required: true, state: 'not_started', submittedAt: null });
    const items = of({ first: active, phoneNumber: '+13125550123', registration: due });
    expect(items['activated']).toMatchObject({ done: true, since: TUESDAY.toISOString() });
    expect(items['registration']).toMatchObject({
      done: false,
      waitingOn: 'you',
      since: TUESDAY.toISOString(),
    });
    expect(items['rules']?.waitingOn).toBe('you');
    expect(items['brand']).toMatchObject({ done: false, waitingOn: null });
  });

  test('that is registered waits for the carriers, for 10 to 15 days', () => {
    const steps = [step('brand', 'done'), step('campaign', 'in_review')];
    const review = registration({ steps });
    const items = of({ first: active, phoneNumber: '+13125550123', registration: review });
    expect(items['registration']).toMatchObject({ done: true, since: MONDAY.toISOString() });
    expect(items['brand']).toMatchObject({ done: true, since: TUESDAY.toISOString() });
    expect(items['campaign']).toMatchObject({
      done: false,
      waitingOn: 'carriers',
      since: TUESDAY.toISOString(),
      expected: expect.stringContaining('10 to 15 days'),
    });
    expect(items['number_assigned']?.waitingOn).toBeNull();
  });

  test('whose number is assigned waits for the carriers to register it', () => {
    const done = ['brand', 'campaign', 'number_assignment'].map((name) => step(name, 'done'));
    const review = registration({ steps: [...done, step('number_registration', 'in_review')] });
    const items = of({ first: active, phoneNumber: '+13125550123', registration: review });
    expect(items['number_assigned']).toMatchObject({ done: false, waitingOn: 'carriers' });
  });

  test('that is turned down has to mend the form, and nobody else is waited for', () => {
    const steps = [step('brand', 'failed')];
    const rejected = registration({ required: true, state: 'rejected', steps });
    const items = of({ first: active, phoneNumber: '+13125550123', registration: rejected });
    expect(items['registration']).toMatchObject({ done: false, waitingOn: 'you' });
    expect([items['brand']?.waitingOn, items['campaign']?.waitingOn]).toEqual([null, null]);
  });

  test('that is a sole proprietor has a text to answer', () => {
    const asked = registration({ state: 'needs_otp' });
    const items = of({ first: active, phoneNumber: '+13125550123', registration: asked });
    expect(items['brand']?.waitingOn).toBe('you');
  });

  test('that has texted is there', () => {
    const steps = ['brand', 'campaign', 'number_registration'].map((name) => step(name, 'done'));
    const items = goLiveItems({
      first: {
        ...active,
        'balance.adjusted': TUESDAY,
        'consent.opted_in': TUESDAY,
        'text.taken': TUESDAY,
      },
      phoneNumber: '+13125550123',
      rulesReadAt: MONDAY,
      registration: registration({ state: 'approved', steps }),
    });
    expect(items.filter(({ done }) => !done)).toEqual([]);
    expect(items.every(({ waitingOn, expected }) => waitingOn === null && expected === null)).toBe(
      true,
    );
  });
});
