import {
  formFieldOf,
  NUMBER_NOT_REGISTERED,
  registrationAdviceOf,
  type RegistrationReason,
  UNKNOWN_REGISTRATION_CODE,
} from '@fieldline/contracts';
import type { Complaint } from '../twilio/review.js';
import { AWAITS_ANSWER, SUSPENDED } from './registration.course.js';

const MAX = 20;
const NOBODY_SAYS: Complaint = { code: null, field: null };
const CAMPAIGN_SUSPENDED = 30033;

/** Complaints of Twilio's in plain words, each once. */
export function reasonsOf(complaints: readonly Complaint[]): RegistrationReason[] {
  const told = complaints.length > 0 ? complaints : [NOBODY_SAYS];
  const reasons = told.map(({ code, field }): RegistrationReason => {
    const advice = registrationAdviceOf(code);
    const ours = field === null ? null : formFieldOf(field);
    return {
      code: String(code ?? 'unknown'),
      field: ours ?? advice.field,
      sentence: advice.sentence,
    };
  });
  const once = new Map(reasons.map((reason) => [`${reason.code} ${reason.field}`, reason]));
  return [...once.values()].slice(0, MAX);
}

/** Why carriers didn't take a number. @param code Twilio's, if it said one */
export function numberReasons(code: number | null): RegistrationReason[] {
  const known = registrationAdviceOf(code);
  const advice = known === UNKNOWN_REGISTRATION_CODE ? NUMBER_NOT_REGISTERED : known;
  return [{ code: String(code ?? 'unknown'), field: advice.field, sentence: advice.sentence }];
}

export function answerReasons(): RegistrationReason[] {
  const sentence = 'Twilio sent a text to the mobile phone, and waits for its answer.';
  return [{ code: AWAITS_ANSWER, field: 'mobilePhone', sentence }];
}

export function suspensionReasons(): RegistrationReason[] {
  const { field, sentence } = registrationAdviceOf(CAMPAIGN_SUSPENDED);
  return [{ code: SUSPENDED, field, sentence }];
}
