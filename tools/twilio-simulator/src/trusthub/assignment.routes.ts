import type { Call, TwilioApi } from '../wire/api.js';
import { metaListBody, pageOf } from '../wire/page.js';
import { invalidParameter, notFound } from '../wire/twilio-error.js';
import { type Assignment, type BundleKind, bundleUrl, FAMILIES } from './bundle.js';
import { toAssignmentView } from './bundle.js';
import { bundleOf } from './bundle.routes.js';
import type { Bundles } from './bundles.js';
import type { Contents } from './contents.js';

export function assignmentRoutes(
  api: TwilioApi,
  { bundles, contents }: { bundles: Bundles; contents: Contents },
  kind: BundleKind,
): void {
  const path = `${FAMILIES[kind].path}/{Sid}/EntityAssignments`;
  const one = `${path}/{AssignmentSid}`;
  const find = (call: Call) => {
    const bundle = bundleOf(bundles, kind, call);
    const assignment = bundles.assignments.find(call.account.sid, call.path.AssignmentSid);
    if (assignment?.bundleSid !== bundle.sid) throw notFound(call.pathname);
    return { bundle, assignment };
  };

  api.handle('POST', path, (call) => {
    const bundle = bundleOf(bundles, kind, call);
    const objectSid = call.form.one('ObjectSid');
    if (!objectSid) throw invalidParameter('ObjectSid is required');
    return { status: 201, body: toAssignmentView(bundle, bundles.assign(bundle, objectSid)) };
  });

  api.handle('GET', path, (call) => {
    const bundle = bundleOf(bundles, kind, call);
    const type = call.query.one('ObjectType');
    const matching = contents
      .assignmentsOf(bundle.sid)
      .filter((item) => type === undefined || contents.typeOf(item, item.objectSid) === type);
    const view = (assignment: Assignment) => toAssignmentView(bundle, assignment);
    const url = `${bundleUrl(bundle)}/EntityAssignments`;
    const page = pageOf(matching.toReversed(), call.query);
    return { status: 200, body: metaListBody('results', page, view, url, call.query) };
  });

  api.handle('GET', one, (call) => {
    const { bundle, assignment } = find(call);
    return { status: 200, body: toAssignmentView(bundle, assignment) };
  });

  api.handle('DELETE', one, (call) => {
    bundles.assignments.delete(find(call).assignment.sid);
    return { status: 204 };
  });
}
