/**
 * What a registration is made of at Twilio, in its order. The first five carry the form and are made while
 * the request that brings it waits; a sole proprietor has no representative. The last is the carriers': the number
 * is on the campaign once they say so.
 */
export const REGISTRATION_STEPS = [
  'end_user_business',
  'end_user_representative',
  'address',
  'supporting_document',
  'end_user_a2p',
  'customer_profile',
  'customer_profile_assignments',
  'customer_profile_evaluation',
  'customer_profile_submission',
  'trust_product',
  'trust_product_assignments',
  'trust_product_evaluation',
  'trust_product_submission',
  'event_sink',
  'event_subscription',
  'brand',
  'messaging_service',
  'campaign',
  'number_assignment',
  'number_registration',
] as const;
export type RegistrationStepName = (typeof REGISTRATION_STEPS)[number];

/** `in_review`: made, and Twilio or the carriers look at it. */
export const REGISTRATION_STEP_STATES = ['pending', 'in_review', 'done', 'failed'] as const;
export type RegistrationStepState = (typeof REGISTRATION_STEP_STATES)[number];
