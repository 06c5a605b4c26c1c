import type { Check } from '../look.js';
import { billingChecks } from './billing.checks.js';
import { copyChecks } from './copy.checks.js';
import { decisionChecks } from './decision.checks.js';
import { eventChecks } from './event.checks.js';
import { messagingChecks } from './messaging.checks.js';
import { recordCheck } from './record.check.js';
import { rechargeChecks } from './recharge.checks.js';
import { referenceChecks } from './reference.checks.js';
import { sealChecks } from './seal.checks.js';
import { settlementCheck } from './settlement.check.js';
import { simulatorCheck } from './simulator.check.js';
import { tenancyChecks } from './tenancy.checks.js';

/** All of them, in the order in which they are made and shown. */
export const CHECKS: readonly Check[] = [
  ...billingChecks,
  ...rechargeChecks,
  ...sealChecks,
  settlementCheck,
  ...messagingChecks,
  ...decisionChecks,
  recordCheck,
  ...copyChecks,
  ...eventChecks,
  ...tenancyChecks,
  ...referenceChecks,
  simulatorCheck,
];
