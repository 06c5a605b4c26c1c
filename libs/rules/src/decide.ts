import { type Objection, because } from './decision/because.js';
import { classOf } from './decision/class.js';
import { consentOf } from './decision/consent.js';
import type { Basis, Decision, Denied, Reason, Refusal } from './decision/decision.js';
import { objectionOf } from './decision/objection.js';
import { registrationOf } from './decision/registration.js';
import { hoursOf, type Wait } from './decision/within-hours.js';
import type { SendFacts } from './facts.js';
import { RULES_VERSION } from './rules-version.js';

/**
 * Whether a text may go to a number now, by which rules. Looked at in this order: the registration,
 * whether the law requires the text, their own objections, their consent, the kind of text, the hour.
 * @throws RangeError for a zone that isn't one; `placeOf` gives none such
 */
export function decide(facts: SendFacts): Decision {
  const registration = registrationOf(facts);
  if (isObjection(registration)) return deny([], registration);
  if (facts.mandatory) return allow('mandatory', [registration, mandatoryReason(facts)]);
  const objection = objectionOf(facts);
  if (objection) return deny([registration], objection);
  const consent = consentOf(facts);
  if (isObjection(consent)) return deny([registration], consent);
  const consented = [registration, consent.because];
  const textClass = classOf(facts);
  if (isObjection(textClass)) return deny(consented, textClass);
  const classed = [...consented, textClass];
  const hours = hoursOf(facts);
  if (isObjection(hours)) return deny(classed, hours);
  if ('until' in hours) return hold(classed, hours);
  return allow(consent.basis, [...classed, hours]);
}

/**
 * All that speaks against a text now, for whoever is writing it. The first is what `decide` denies it for;
 * none where it is allowed, or waits by itself. What follows from another isn't said as well.
 * @throws RangeError as `decide`
 */
export function refusalsOf(facts: SendFacts): Refusal[] {
  const registration = registrationOf(facts);
  if (facts.mandatory) return asRefusals([registration]);
  const objection = objectionOf(facts);
  const isStopped = objection?.stop !== undefined;
  const consent = isStopped ? [] : [consentOf(facts)];
  const isConsented = consent.length > 0 && !consent.some(isObjection);
  const textClass = isConsented ? [classOf(facts)] : [];
  return asRefusals([registration, objection ?? [], consent, textClass, hoursOf(facts)].flat());
}

function asRefusals(steps: readonly object[]): Refusal[] {
  return steps
    .filter(isObjection)
    .map(({ because: { sentence: reason }, ...denial }) => ({ ...denial, reason }));
}

function mandatoryReason({ stop }: SendFacts): Reason {
  return stop
    ? because('us.tcpa.confirmation', 'It is the one text that confirms their opt-out.')
    : because('ctia.opt-out', 'It is the reply that the rules require.');
}

function isObjection(step: object): step is Objection {
  return 'code' in step;
}

function allow(basis: Basis, reasons: readonly Reason[]): Decision {
  return { outcome: 'allow', basis, reasons, rulesVersion: RULES_VERSION };
}

function hold(reasons: readonly Reason[], { until, because: reason }: Wait): Decision {
  return {
    outcome: 'hold',
    code: 'quiet_hours',
    until,
    reasons: [...reasons, reason],
    rulesVersion: RULES_VERSION,
  };
}

function deny(reasons: readonly Reason[], { because: reason, ...denial }: Objection): Denied {
  return {
    outcome: 'deny',
    ...denial,
    reason: reason.sentence,
    reasons: [...reasons, reason],
    rulesVersion: RULES_VERSION,
  };
}
