/** What Twilio and the carriers look at before a business may text. */
export const KINDS = ['profile', 'trust_product', 'brand', 'campaign', 'number'] as const;
export type Kind = (typeof KINDS)[number];

/** What a review comes to; each kind has words of its own for it. */
export type Stage = 'in_review' | 'approved' | 'unverified' | 'rejected' | 'suspended';

/** Why something is rejected. */
export interface Problem {
  code: number;
  fields: readonly string[];
  description: string;
}

export interface Verdict {
  stage: Stage;
  problems: readonly Problem[];
}

/** A review on its way; one that is over is no longer kept. */
export interface Review {
  sid: string;
  kind: Kind;
  steps: readonly (Verdict & { at: number })[];
  /** A test said how it ends, so what was entered isn't judged. */
  decided: boolean;
}

/** A registration as the simulator's own API lists it. */
export interface Registration {
  sid: string;
  kind: Kind;
  accountSid: string;
  /** The friendly name of what carries one: the profile, the trust product, the service. */
  name: string;
  serviceSid: string | null;
  /** In Twilio's words. */
  status: string;
  problems: readonly Problem[];
  updatedAt: number;
}

/** What a kind of registration does when it is reviewed. */
export interface Reviewed {
  readonly kinds: readonly Kind[];
  registrations(): Registration[];
  /** What speaks against an approval; `wait` while it hangs on something else. */
  judge(sid: string): readonly Problem[] | 'wait';
  enter(sid: string, verdict: Verdict): void;
}

const problemUrl = (code: number) => `https://www.twilio.com/docs/api/errors/${code}`;

/** As brands and campaigns tell their errors. */
export function toErrorView({ code, fields, description }: Problem) {
  return { error_code: code, fields, url: problemUrl(code), description };
}

/** As events tell them. */
export function toEventError({ code, fields, description }: Problem) {
  return {
    registrationerrorcode: code,
    registrationerrordescription: description,
    registrationerrorurl: problemUrl(code),
    registrationerrorfields: fields,
  };
}
