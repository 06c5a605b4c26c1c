import type { Ask } from './ask.js';
import { bundleApi, type BundleDraft, type BundleKind } from './bundle-api.js';
import { type Complaint, complaintsOf, type Review } from './review.js';

/** @param draft asked for only when there is none yet. Answers the SID. */
export async function ensureBundle(
  ask: Ask,
  kind: BundleKind,
  friendlyName: string,
  draft: () => Promise<Omit<BundleDraft, 'friendlyName'>>,
): Promise<string> {
  const bundles = await ask((client) => bundleApi(client, kind).list(friendlyName));
  const known = bundles.find((bundle) => bundle.friendlyName === friendlyName);
  if (known) return known.sid;
  const fields = { friendlyName, ...(await draft()) };
  return (await ask((client) => bundleApi(client, kind).create(fields))).sid;
}

/** Puts into a bundle what it doesn't hold yet. */
export async function ensureAssigned(
  ask: Ask,
  kind: BundleKind,
  sid: string,
  objectSids: readonly string[],
): Promise<void> {
  const assigned = await ask((client) => bundleApi(client, kind).assignments(sid));
  const known = new Set(assigned.map(({ objectSid }) => objectSid));
  for (const objectSid of objectSids.filter((each) => !known.has(each)))
    await ask((client) => bundleApi(client, kind).assign(sid, objectSid));
}

/** What Twilio's rules find wrong with a bundle before anybody looks at it. Empty when nothing is. */
export async function evaluate(
  ask: Ask,
  kind: BundleKind,
  sid: string,
  policySid: string,
): Promise<Complaint[]> {
  const { status, results } = await ask((client) =>
    bundleApi(client, kind).evaluate(sid, policySid),
  );
  if (status === 'compliant') return [];
  const all = Array.isArray(results) ? (results as unknown[]) : [];
  const complaints = all.flatMap(complaintsOfResult);
  return complaints.length > 0 ? complaints : [{ code: null, field: null }];
}

export async function reviewBundle(ask: Ask, kind: BundleKind, sid: string): Promise<Review> {
  const { status, errors } = await ask((client) => bundleApi(client, kind).fetch(sid));
  switch (status) {
    case 'draft':
      return { kind: 'draft' };
    case 'twilio-approved':
      return { kind: 'approved' };
    case 'twilio-rejected':
      return { kind: 'rejected', complaints: complaintsOf(errors) };
    default:
      return { kind: 'in_review' };
  }
}

export async function submitBundle(ask: Ask, kind: BundleKind, sid: string): Promise<void> {
  await ask((client) => bundleApi(client, kind).submit(sid));
}

interface EvaluationResult {
  readonly passed?: unknown;
  readonly error_code?: unknown;
  readonly invalid?: unknown;
}

function complaintsOfResult(result: unknown): Complaint[] {
  const { passed, error_code, invalid } = (result ?? {}) as EvaluationResult;
  if (passed === true) return [];
  const fields = (Array.isArray(invalid) ? (invalid as Record<string, unknown>[]) : []).map(
    (field) => ({ error_code: field['error_code'], fields: [field['object_field']] }),
  );
  return complaintsOf(fields.length > 0 ? fields : [{ error_code }]);
}
