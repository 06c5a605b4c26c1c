import type { Twilio } from 'twilio';
import { few } from './ask.js';

/** A profile says who a business is, a trust product what it does; Twilio treats both alike. */
export type BundleKind = 'customer_profile' | 'trust_product';

export interface BundleDraft {
  /** Our own key. */
  readonly friendlyName: string;
  readonly email: string;
  readonly policySid: string;
  readonly statusCallback: string;
}

export interface Bundle {
  readonly sid: string;
  readonly friendlyName: string;
}

/** The two APIs, as far as they are the same. */
export interface BundleApi {
  list(friendlyName: string): Promise<Bundle[]>;
  create(draft: BundleDraft): Promise<Bundle>;
  fetch(sid: string): Promise<{ status: string; errors: unknown }>;
  submit(sid: string): Promise<unknown>;
  assignments(sid: string): Promise<{ objectSid: string }[]>;
  assign(sid: string, objectSid: string): Promise<unknown>;
  evaluate(sid: string, policySid: string): Promise<{ status: string; results: unknown }>;
}

const IN_REVIEW = 'pending-review';

export function bundleApi(client: Twilio, kind: BundleKind): BundleApi {
  return kind === 'customer_profile' ? profiles(client) : products(client);
}

function profiles(client: Twilio): BundleApi {
  const { customerProfiles: all } = client.trusthub.v1;
  return {
    list: (friendlyName) => all.list({ ...few(), friendlyName }),
    create: (draft) => all.create({ ...draft }),
    fetch: (sid) => all(sid).fetch(),
    submit: (sid) => all(sid).update({ status: IN_REVIEW }),
    assignments: (sid) => all(sid).customerProfilesEntityAssignments.list(few()),
    assign: (sid, objectSid) => all(sid).customerProfilesEntityAssignments.create({ objectSid }),
    evaluate: (sid, policySid) => all(sid).customerProfilesEvaluations.create({ policySid }),
  };
}

function products(client: Twilio): BundleApi {
  const { trustProducts: all } = client.trusthub.v1;
  return {
    list: (friendlyName) => all.list({ ...few(), friendlyName }),
    create: (draft) => all.create({ ...draft }),
    fetch: (sid) => all(sid).fetch(),
    submit: (sid) => all(sid).update({ status: IN_REVIEW }),
    assignments: (sid) => all(sid).trustProductsEntityAssignments.list(few()),
    assign: (sid, objectSid) => all(sid).trustProductsEntityAssignments.create({ objectSid }),
    evaluate: (sid, policySid) => all(sid).trustProductsEvaluations.create({ policySid }),
  };
}
