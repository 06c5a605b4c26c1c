import { describe, expect, test } from '@jest/globals';
import type { RegistrationPath, RegistrationStepName } from '@fieldline/contracts';
import fc from 'fast-check';
import {
  INTAKE_STEPS,
  isIntakeStep,
  nextStep,
  standingOf,
  type StepsOf,
  stepsOfPath,
  SUSPENDED,
} from './registration.course.js';
import { answerReasons } from './registration.reasons.js';

type States = Partial<Record<RegistrationStepName, StepsOf['state']>>;

/** Steps in their states; all others are done. */
const steps = (path: RegistrationPath, states: States = {}): StepsOf[] =>
  stepsOfPath(path).map((name) => {
    const state = states[name] ?? 'done';
    const reasons = state === 'failed' ? [{ code: '30795', field: null, sentence: 'No.' }] : [];
    return { name, state, reasons };
  });
const stateOf = (path: RegistrationPath, states: States): string =>
  standingOf(path, steps(path, states)).state;
const pending = (names: readonly RegistrationStepName[]): States =>
  Object.fromEntries(names.map((name) => [name, 'pending']));

describe('a registration', () => {
  test.each<[string, RegistrationPath, States]>([
    ['needs_tax_number', 'us', pending(stepsOfPath('us'))],
    ['needs_form', 'us', pending(stepsOfPath('us').slice(1))],
    ['needs_form', 'sole_proprietor', pending(stepsOfPath('sole_proprietor'))],
    ['needs_form', 'ca', pending(stepsOfPath('ca').slice(4))],
    ['submitting', 'us', pending(stepsOfPath('us').slice(5))],
    ['submitting', 'us', { brand: 'in_review', messaging_service: 'pending', campaign: 'pending' }],
    ['in_review', 'us', { brand: 'in_review', campaign: 'pending', number_assignment: 'pending' }],
    ['in_review', 'us', { campaign: 'in_review' }],
    ['in_review', 'us', { number_registration: 'in_review' }],
    ['rejected', 'us', { number_registration: 'failed' }],
    ['in_review', 'us', { customer_profile_submission: 'in_review' }],
    ['in_review', 'sole_proprietor', { brand: 'in_review', campaign: 'pending' }],
    ['in_review', 'sole_proprietor', { campaign: 'in_review' }],
    ['rejected', 'us', { brand: 'failed', campaign: 'pending' }],
    ['approved', 'us', {}],
  ])('is %s', (state, path, states) => {
    expect(stateOf(path, states)).toBe(state);
  });

  test('is suspended, not rejected, by what was approved before', () => {
    const all = steps('us').map((step) =>
      step.name === 'campaign'
        ? {
            ...step,
            state: 'failed' as const,
            reasons: [{ code: SUSPENDED, field: null, sentence: 'x' }],
          }
        : step,
    );
    expect(standingOf('us', all)).toMatchObject({ state: 'suspended', approved: false });
  });

  test('waits for an answer once somebody was texted', () => {
    const texted = steps('sole_proprietor', { brand: 'in_review', campaign: 'pending' }).map(
      (step) => (step.name === 'brand' ? { ...step, reasons: answerReasons() } : step),
    );
    expect(standingOf('sole_proprietor', texted)).toMatchObject({
      state: 'needs_otp',
      reasons: [],
    });
  });

  const failedBy = (field: string, names: readonly RegistrationStepName[]): StepsOf[] =>
    steps('us').map((step) =>
      names.includes(step.name)
        ? {
            ...step,
            state: 'failed' as const,
            reasons: [{ code: '30795', field, sentence: 'No.' }],
          }
        : step,
    );

  test('asks for a tax number that was turned down, and a sole proprietor for none', () => {
    const failed = failedBy('taxId', ['brand']);
    expect(standingOf('us', failed)).toMatchObject({ state: 'needs_tax_number', approved: false });
    expect(standingOf('ca', failed).state).toBe('needs_tax_number');
    expect(standingOf('sole_proprietor', failed).state).toBe('rejected');
    expect(standingOf('us', failedBy('address', ['brand'])).state).toBe('rejected');
  });

  test('has each reason once', () => {
    const names = ['customer_profile_submission', 'trust_product_submission', 'brand'] as const;
    expect(standingOf('us', failedBy('address', names)).reasons).toHaveLength(1);
  });

  test('has the reasons of what failed', () => {
    const { reasons } = standingOf('us', steps('us', { brand: 'failed' }));
    expect(reasons).toMatchObject([{ code: '30795' }]);
  });

  test('is approved only when every step is done', () => {
    const state = fc.constantFrom('pending', 'in_review', 'done', 'failed');
    const path = fc.constantFrom('us', 'ca', 'sole_proprietor');
    fc.assert(
      fc.property(path, fc.array(state, { minLength: 20, maxLength: 20 }), (path, states) => {
        const named = Object.fromEntries(
          stepsOfPath(path).map((name, index) => [name, states[index]]),
        ) as States;
        const { approved } = standingOf(path, steps(path, named));
        expect(approved).toBe(Object.values(named).every((each) => each === 'done'));
      }),
    );
  });
});

describe('the next step', () => {
  test('is the first that is not taken', () => {
    expect(nextStep('us', steps('us', pending(['event_sink', 'brand'])))).toBe('event_sink');
    expect(nextStep('us', steps('us'))).toBeUndefined();
  });

  test('is no campaign before the brand is approved', () => {
    const waiting: States = {
      brand: 'in_review',
      campaign: 'pending',
      number_assignment: 'pending',
    };
    expect(nextStep('us', steps('us', waiting))).toBeUndefined();
    expect(nextStep('us', steps('us', { ...waiting, brand: 'done' }))).toBe('campaign');
  });

  test('never needs the form once the form is through', () => {
    const [first] = stepsOfPath('us').filter((name) => !isIntakeStep(name));
    expect(nextStep('us', steps('us', pending([first!])))).toBe(first);
    expect(INTAKE_STEPS.every(isIntakeStep)).toBe(true);
  });
});
