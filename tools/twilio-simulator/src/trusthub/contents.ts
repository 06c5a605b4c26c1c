import type { Address } from '../address/address.js';
import type { Accounts } from '../account/accounts.js';
import type { Rows } from '../state/rows.js';
import type { Assignment, Bundle } from './bundle.js';
import type { Entity } from './entity.js';
import { PRIMARY } from './policy.js';

/** The platform's own profile, which is made by hand in life and is there from the start here. */
export const PRIMARY_PROFILE_SID = `BU${'0'.repeat(32)}`;

interface Rooms {
  accounts: Accounts;
  bundles: Rows<Bundle>;
  assignments: Rows<Assignment>;
  entities: Rows<Entity>;
  addresses: Rows<Address>;
}

/** What bundles hold. */
export class Contents {
  readonly bundles: Rows<Bundle>;
  readonly assignments: Rows<Assignment>;

  constructor(private readonly rooms: Rooms) {
    this.bundles = rooms.bundles;
    this.assignments = rooms.assignments;
  }

  assignmentsOf(bundleSid: string): Assignment[] {
    return this.assignments.all().filter((assignment) => assignment.bundleSid === bundleSid);
  }

  mayAssign({ sid, accountSid }: Bundle, objectSid: string): boolean {
    if (objectSid === sid) return false;
    return (
      this.isPrimary(accountSid, objectSid) ||
      this.bundles.find(accountSid, objectSid) !== undefined ||
      this.rooms.entities.find(accountSid, objectSid) !== undefined
    );
  }

  /** The end user or document of a type that was assigned last. */
  entityOf({ sid, accountSid }: Bundle, type: string): Entity | undefined {
    return this.assignmentsOf(sid)
      .map(({ objectSid }) => this.rooms.entities.find(accountSid, objectSid))
      .findLast((entity) => entity?.type === type);
  }

  /** Whether a profile of the policy, or the primary one, is assigned. */
  holdsProfile({ sid, accountSid }: Bundle, policySid: string): boolean {
    return this.assignmentsOf(sid).some(({ objectSid }) =>
      policySid === PRIMARY
        ? this.isPrimary(accountSid, objectSid)
        : this.bundles.find(accountSid, objectSid)?.policySid === policySid,
    );
  }

  hasAddress({ accountSid }: Bundle, sids: string): boolean {
    return sids
      .split(',')
      .every((sid) => this.rooms.addresses.find(accountSid, sid.trim()) !== undefined);
  }

  /** What an object is, as lists of assignments filter by it. */
  typeOf({ accountSid }: Assignment, objectSid: string): string {
    const entity = this.rooms.entities.find(accountSid, objectSid);
    if (entity) return entity.type;
    const bundle = this.bundles.get(objectSid);
    return bundle?.kind === 'trust_product' ? 'trust_product' : 'customer_profile';
  }

  private isPrimary(accountSid: string, objectSid: string): boolean {
    if (objectSid === PRIMARY_PROFILE_SID) return true;
    const owner = this.rooms.accounts.get(accountSid)?.ownerSid;
    return owner !== accountSid && this.bundles.get(objectSid)?.accountSid === owner;
  }
}
