import { describe, expect, test } from '@jest/globals';
import type { RegistrationPath, RegistrationState } from '@fieldline/contracts';
import { Registration } from './registration.entity.js';
import { withSteps } from './registration.store.js';
import { toRegistrationView } from './registration.view.js';

const NOW = new Date('2026-11-23T12:00:00Z');

function nextStep(
  state: RegistrationState,
  path: RegistrationPath = 'us',
  leaseUntil: Date | null = null,
): string {
  const known = { tenantId: 't', state, path, leaseUntil, submittedAt: null, reasons: [] };
  return toRegistrationView(withSteps(Object.assign(new Registration(), known), []), NOW).nextStep;
}

describe('what happens next', () => {
  test.each(['needs_tax_number', 'needs_form'] as const)(
    'is no other form while one is being passed on (%s)',
    (state) => {
      expect(nextStep(state, 'us', new Date(NOW.getTime() + 1))).toMatch(/being passed on/);
      expect(nextStep(state, 'us', NOW)).toMatch(/^Enter the form again/);
      expect(nextStep(state)).toMatch(/^Enter the form again/);
    },
  );

  test('is what it is whoever looks at it meanwhile', () => {
    const held = new Date(NOW.getTime() + 60_000);
    expect(nextStep('rejected', 'us', held)).toBe(nextStep('rejected'));
  });

  test('tells who has a tax number that Twilio has it', () => {
    const known = expect.stringMatching(/has the tax number already/);
    expect([nextStep('needs_form', 'us'), nextStep('needs_form', 'ca')]).toEqual([known, known]);
    expect(nextStep('needs_form', 'sole_proprietor')).not.toMatch(/tax number/);
  });
});
