import type { Rows } from '../state/rows.js';
import type { Call, TwilioApi } from '../wire/api.js';
import { isoSeconds } from '../wire/date.js';
import { metaListBody, pageOf } from '../wire/page.js';
import { newSid } from '../wire/sid.js';
import { invalidParameter, notFound } from '../wire/twilio-error.js';
import { type Bundle, type BundleKind, bundleUrl, FAMILIES } from './bundle.js';
import { bundleOf } from './bundle.routes.js';
import type { Bundles } from './bundles.js';
import type { Contents } from './contents.js';
import { evaluate, type Finding } from './evaluate.js';
import { policyOf } from './policy.js';

export interface Evaluation {
  sid: string;
  accountSid: string;
  bundleSid: string;
  policySid: string;
  findings: readonly Finding[];
  createdAt: number;
}

interface Rooms {
  bundles: Bundles;
  contents: Contents;
  evaluations: Rows<Evaluation>;
}

/** A bundle held against a policy, before it is submitted. */
export function evaluationRoutes(api: TwilioApi, rooms: Rooms, kind: BundleKind): void {
  const { bundles, contents, evaluations } = rooms;
  const path = `${FAMILIES[kind].path}/{Sid}/Evaluations`;

  api.handle('POST', path, (call) => {
    const bundle = bundleOf(bundles, kind, call);
    const policy = policyOf(call.form.one('PolicySid'));
    if (policy?.kind !== kind) throw invalidParameter('PolicySid is not valid');
    const evaluation = evaluations.put({
      sid: newSid('EL'),
      accountSid: call.account.sid,
      bundleSid: bundle.sid,
      policySid: policy.sid,
      findings: evaluate(policy, bundle, contents),
      createdAt: Date.now(),
    });
    return { status: 201, body: toView(bundle, evaluation) };
  });

  api.handle('GET', path, (call) => {
    const bundle = bundleOf(bundles, kind, call);
    const own = evaluations
      .listOf(call.account.sid)
      .filter((item) => item.bundleSid === bundle.sid);
    const view = (evaluation: Evaluation) => toView(bundle, evaluation);
    const url = `${bundleUrl(bundle)}/Evaluations`;
    const page = pageOf(own, call.query);
    return { status: 200, body: metaListBody('results', page, view, url, call.query) };
  });

  api.handle('GET', `${path}/{EvaluationSid}`, (call: Call) => {
    const bundle = bundleOf(bundles, kind, call);
    const evaluation = evaluations.find(call.account.sid, call.path.EvaluationSid);
    if (evaluation?.bundleSid !== bundle.sid) throw notFound(call.pathname);
    return { status: 200, body: toView(bundle, evaluation) };
  });
}

function toView(bundle: Bundle, { sid, accountSid, policySid, findings, createdAt }: Evaluation) {
  return {
    sid,
    account_sid: accountSid,
    policy_sid: policySid,
    [FAMILIES[bundle.kind].key]: bundle.sid,
    status: findings.every(({ passed }) => passed) ? 'compliant' : 'noncompliant',
    results: findings,
    date_created: isoSeconds(createdAt),
    url: `${bundleUrl(bundle)}/Evaluations/${sid}`,
  };
}
