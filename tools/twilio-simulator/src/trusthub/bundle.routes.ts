import type { Call, TwilioApi } from '../wire/api.js';
import { metaListBody, pageOf } from '../wire/page.js';
import type { Params } from '../wire/params.js';
import { newSid } from '../wire/sid.js';
import { invalidParameter, notFound } from '../wire/twilio-error.js';
import { type Bundle, BUNDLE_STATUSES, type BundleKind, FAMILIES, toBundleView } from './bundle.js';
import type { Bundles } from './bundles.js';
import { policyOf } from './policy.js';

/** The bundle that a path names. */
export function bundleOf(bundles: Bundles, kind: BundleKind, call: Call): Bundle {
  const bundle = bundles.rows.find(call.account.sid, call.path.Sid);
  if (bundle?.kind !== kind) throw notFound(call.pathname);
  return bundle;
}

/** Customer profiles and trust products have the same life. */
export function bundleRoutes(api: TwilioApi, bundles: Bundles, kind: BundleKind): void {
  const { path } = FAMILIES[kind];
  const one = `${path}/{Sid}`;

  api.handle('POST', path, ({ account, form }) => {
    const now = Date.now();
    const bundle = bundles.rows.put({
      sid: newSid('BU'),
      kind,
      accountSid: account.sid,
      ...newBundleOf(form, kind),
      status: 'draft',
      problems: [],
      createdAt: now,
      updatedAt: now,
    });
    return { status: 201, body: toBundleView(bundle) };
  });

  api.handle('GET', path, ({ account, query }) => {
    const [name, status, policy] = ['FriendlyName', 'Status', 'PolicySid'].map((field) =>
      query.one(field),
    );
    const matching = bundles.rows
      .listOf(account.sid)
      .filter((bundle) => bundle.kind === kind)
      .filter((bundle) => name === undefined || bundle.friendlyName === name)
      .filter((bundle) => status === undefined || bundle.status === status)
      .filter((bundle) => policy === undefined || bundle.policySid === policy);
    const url = `https://trusthub.twilio.com${path}`;
    const page = pageOf(matching, query);
    return { status: 200, body: metaListBody('results', page, toBundleView, url, query) };
  });

  api.handle('GET', one, (call) => ({
    status: 200,
    body: toBundleView(bundleOf(bundles, kind, call)),
  }));

  api.handle('POST', one, (call) => {
    const { form } = call;
    const bundle = bundleOf(bundles, kind, call);
    const status = form.one('Status');
    if (status !== undefined && status !== 'pending-review') throw unsettable(status);
    const changed = bundles.rows.put({
      ...bundle,
      friendlyName: form.one('FriendlyName') ?? bundle.friendlyName,
      email: form.one('Email') ?? bundle.email,
      statusCallback: form.url('StatusCallback') ?? bundle.statusCallback,
      updatedAt: Date.now(),
    });
    return { status: 200, body: toBundleView(status ? bundles.submit(changed) : changed) };
  });

  api.handle('DELETE', one, (call) => {
    bundles.delete(bundleOf(bundles, kind, call));
    return { status: 204 };
  });
}

function newBundleOf(form: Params, kind: BundleKind) {
  const [friendlyName, email] = [form.one('FriendlyName'), form.one('Email')];
  const policy = policyOf(form.one('PolicySid'));
  if (!friendlyName) throw invalidParameter('FriendlyName is required');
  if (!email) throw invalidParameter('Email is required');
  if (policy?.kind !== kind) throw invalidParameter('PolicySid is not valid');
  const statusCallback = form.url('StatusCallback') || null;
  return { friendlyName, email, policySid: policy.sid, statusCallback };
}

function unsettable(status: string) {
  const isKnown = BUNDLE_STATUSES.some((known) => known === status);
  return invalidParameter(isKnown ? 'Status: only Twilio sets this one' : 'Status is not valid');
}
