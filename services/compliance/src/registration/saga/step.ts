import {
  callbackPath,
  type RegistrationPath,
  type RegistrationStepName,
} from '@fieldline/contracts';
import type { ComplianceSettings } from '../../config.js';
import type { Ask } from '../../twilio/ask.js';
import type { CampaignDraft } from '../../twilio/campaigns.js';
import type { Review } from '../../twilio/review.js';
import type { NumberCopy } from '../number-copy.entity.js';
import { keyOf } from '../registration.keys.js';
import { answerReasons, reasonsOf, suspensionReasons } from '../registration.reasons.js';
import type { StepEnd, StoredRegistration } from '../registration.store.js';
import type { StepRow } from '../registration-step.entity.js';

/** What a step works with. Every request of it may be its last: what it makes, it looks for before. */
export class StepScope {
  constructor(
    readonly ask: Ask,
    readonly settings: ComplianceSettings,
    private readonly stored: StoredRegistration,
    readonly numbers: readonly NumberCopy[],
  ) {}

  /** Twilio's names of the business's numbers. */
  get numberSids(): string[] {
    return this.numbers.map(({ providerSid }) => providerSid);
  }

  get path(): RegistrationPath {
    return this.stored.registration.path;
  }

  get isSoleProprietor(): boolean {
    return this.path === 'sole_proprietor';
  }

  get campaign(): CampaignDraft {
    return this.stored.registration.campaign;
  }

  step(name: RegistrationStepName): StepRow | undefined {
    return this.stored.steps.find((step) => step.name === name);
  }

  sidOf(name: RegistrationStepName): string {
    const sid = this.step(name)?.sid;
    if (!sid) throw new Error(`${name} was not made yet`);
    return sid;
  }

  keyOf(name: RegistrationStepName): string {
    return keyOf(this.stored.registration.tenantId, this.path, name);
  }

  /** Where Twilio tells the gateway. */
  addressFor(kind: 'bundle' | 'events'): string {
    const { publicBaseUrl, callbackSecret } = this.settings;
    const path = callbackPath[kind](this.stored.registration.tenantId, callbackSecret);
    return `${publicBaseUrl.replace(/\/+$/, '')}${path}`;
  }
}

export type StepRun = (scope: StepScope) => Promise<StepEnd>;

/**
 * What a look at something means for the step that made it.
 * @param superseded when it was made, of what another takes the place of once it has failed
 */
export function endOf(review: Review, sid: string, superseded: string | null = null): StepEnd {
  const made = { sid, superseded };
  switch (review.kind) {
    case 'approved':
      return { ...made, state: 'done' };
    case 'rejected':
      return { ...made, state: 'failed', reasons: reasonsOf(review.complaints) };
    case 'suspended':
      return { ...made, state: 'failed', reasons: suspensionReasons() };
    case 'awaits_answer':
      return { ...made, state: 'in_review', reasons: answerReasons() };
    default:
      return { ...made, state: 'in_review' };
  }
}
