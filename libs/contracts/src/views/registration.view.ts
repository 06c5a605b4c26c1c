import type { RegistrationPath } from '../commands/registration.values.js';
import type { RegistrationReason, RegistrationState } from '../events/registration.events.js';

/** What is wrong with a field, or worth a second look. Never its value. */
export interface RegistrationFinding {
  /** A path into the form: `address.postalCode`, `campaign.samples.0`. */
  field: string;
  /** What a program decides by: `required`, `malformed`, `po_box`, … */
  code: string;
  message: string;
}

/** What "check entries" answers. Nothing of the form is kept. */
export interface RegistrationChecked {
  ok: boolean;
  errors: RegistrationFinding[];
  /** These don't keep it from being submitted. */
  warnings: RegistrationFinding[];
}

export interface RegistrationStepView {
  name: string;
  /** `in_review`: made, and waits for Twilio or the carriers. */
  state: 'pending' | 'in_review' | 'done' | 'failed';
  /** When it came to that; null while it waits for its turn. */
  at: string | null;
  reasons: RegistrationReason[];
}

/** What is kept of a campaign: all of the form that is. */
export interface RegistrationCampaignView {
  useCase: string;
  description: string;
  messageFlow: string;
  samples: string[];
}

export interface RegistrationView {
  /** Whether the form is due. */
  required: boolean;
  state: RegistrationState;
  path: RegistrationPath | null;
  /** Whether the form must hold the tax number: Twilio may have it already, and may have turned it down. */
  taxIdNeeded: boolean;
  steps: RegistrationStepView[];
  reasons: RegistrationReason[];
  /** What happens next, and whose turn it is. */
  nextStep: string;
  campaign: RegistrationCampaignView | null;
  submittedAt: string | null;
  /** What stands beside fields of the form. */
  hints: { field: string; message: string }[];
}

/** The answer to a submission. */
export interface RegistrationRelayed {
  registration: RegistrationView;
  /** Of the registration's fact: a projection elsewhere is current once it holds it. */
  version: number;
}
