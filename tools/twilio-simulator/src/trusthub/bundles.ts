import type { CallbackQueue } from '../callback/callback.queue.js';
import type { Problem, Registration, Reviewed, Stage, Verdict } from '../review/review.js';
import type { Reviews } from '../review/reviews.js';
import { Rows } from '../state/rows.js';
import type { Store } from '../state/store.js';
import { newSid } from '../wire/sid.js';
import { TwilioError } from '../wire/twilio-error.js';
import type { Assignment, Bundle, BundleStatus } from './bundle.js';
import type { Contents } from './contents.js';
import { evaluate } from './evaluate.js';
import { policyOf } from './policy.js';

const STATUSES: Readonly<Record<Stage, BundleStatus>> = {
  in_review: 'in-review',
  approved: 'twilio-approved',
  unverified: 'twilio-rejected',
  rejected: 'twilio-rejected',
  suspended: 'twilio-rejected',
};

const REJECTED: Problem = { code: 18601, fields: [], description: 'The bundle is not compliant' };

interface Rooms {
  store: Store;
  reviews: Reviews;
  callbacks: CallbackQueue;
  contents: Contents;
}

/** Customer profiles and trust products, with what is assigned to them. */
export class Bundles implements Reviewed {
  readonly kinds = ['profile', 'trust_product'] as const;
  readonly rows: Rows<Bundle>;
  readonly assignments: Rows<Assignment>;

  constructor(private readonly rooms: Rooms) {
    this.rows = rooms.contents.bundles;
    this.assignments = rooms.contents.assignments;
  }

  /** Everything can be entered again and submitted again, unless it is being looked at. */
  submit(bundle: Bundle): Bundle {
    if (bundle.status === 'pending-review' || bundle.status === 'in-review') {
      throw new TwilioError(400, 20001, 'Status: this bundle is in review');
    }
    return this.rooms.store.batch(() => {
      const submitted = this.enterStatus(bundle, 'pending-review', []);
      const { sid, kind, accountSid, friendlyName: name } = submitted;
      this.rooms.reviews.begin({ sid, kind, accountSid, name });
      return submitted;
    });
  }

  assign(bundle: Bundle, objectSid: string): Assignment {
    const assigned = this.rooms.contents.assignmentsOf(bundle.sid);
    if (assigned.some((assignment) => assignment.objectSid === objectSid)) {
      throw new TwilioError(400, 20001, 'ObjectSid is assigned to this bundle already');
    }
    if (!this.rooms.contents.mayAssign(bundle, objectSid)) {
      throw new TwilioError(400, 20001, 'ObjectSid names nothing that this account has');
    }
    return this.assignments.put({
      sid: newSid('BV'),
      accountSid: bundle.accountSid,
      bundleSid: bundle.sid,
      objectSid,
      createdAt: Date.now(),
    });
  }

  delete(bundle: Bundle): void {
    if (bundle.status !== 'draft') {
      throw new TwilioError(400, 20001, 'Only a draft can be deleted');
    }
    this.rooms.store.batch(() => {
      for (const { sid } of this.rooms.contents.assignmentsOf(bundle.sid)) {
        this.assignments.delete(sid);
      }
      this.rows.delete(bundle.sid);
    });
  }

  registrations(): Registration[] {
    return this.rows.all().map(({ friendlyName, ...bundle }) => ({
      ...pick(bundle),
      name: friendlyName,
      serviceSid: null,
    }));
  }

  judge(sid: string): readonly Problem[] {
    const bundle = this.rows.get(sid);
    const policy = policyOf(bundle?.policySid);
    if (bundle === undefined || policy === undefined) return [REJECTED];
    return evaluate(policy, bundle, this.rooms.contents).every(({ passed }) => passed)
      ? []
      : [REJECTED];
  }

  enter(sid: string, { stage, problems }: Verdict): void {
    const bundle = this.rows.get(sid);
    if (bundle) this.enterStatus(bundle, STATUSES[stage], problems);
  }

  private enterStatus(bundle: Bundle, status: BundleStatus, problems: readonly Problem[]): Bundle {
    const entered = this.rows.put({ ...bundle, status, problems, updatedAt: Date.now() });
    if (entered.statusCallback && status !== 'pending-review') {
      this.rooms.callbacks.add({
        url: entered.statusCallback,
        method: 'POST',
        accountSid: entered.accountSid,
        stream: entered.sid,
        params: callbackParams(entered),
      });
    }
    return entered;
  }
}

/** Documented for regulatory bundles; assumed to be the same here. */
function callbackParams({ sid, accountSid, status, problems }: Bundle) {
  const reason = problems
    .map(({ code, description }) => `${code} ${description}`.trim())
    .join('; ');
  return {
    AccountSid: accountSid,
    BundleSid: sid,
    Status: status,
    ...(reason === '' ? {} : { FailureReason: reason }),
  };
}

function pick({
  sid,
  kind,
  accountSid,
  status,
  problems,
  updatedAt,
}: Omit<Bundle, 'friendlyName'>) {
  return { sid, kind, accountSid, status, problems, updatedAt };
}
