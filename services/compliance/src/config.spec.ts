import { expect, test } from '@jest/globals';
import { validateSync } from 'class-validator';
import { ComplianceSettings } from './config.js';

/** What is said of the platform's profile; undefined when nothing is wrong with it. */
function faultOf(given: Partial<ComplianceSettings>): string | undefined {
  const faults = validateSync(Object.assign(new ComplianceSettings(), given));
  const fault = faults.find(({ property }) => property === 'primaryCustomerProfileSid');
  return fault && Object.values(fault.constraints ?? {}).join(', ');
}

const PROFILE = `BU${'a1'.repeat(16)}`;
const SIMULATOR = { twilioBaseUrl: 'http://127.0.0.1:3100' };

test('with Twilio itself the platform’s own profile has to be named', () => {
  expect(faultOf({})).toContain('must be the profile that Twilio approved');
  for (const primaryCustomerProfileSid of ['BU1', `BU${'0'.repeat(32)}`])
    expect(faultOf({ primaryCustomerProfileSid })).toContain('must be the profile');
  expect(faultOf({ primaryCustomerProfileSid: PROFILE })).toBeUndefined();
});

test('with a simulator in its place it needn’t be, but not wrongly either', () => {
  expect(faultOf(SIMULATOR)).toBeUndefined();
  expect(faultOf({ ...SIMULATOR, primaryCustomerProfileSid: 'BU1' })).toContain('must be');
});
