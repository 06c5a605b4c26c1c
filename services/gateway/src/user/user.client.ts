import type { Principal, UserView } from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { ProjectionWait } from '../upstream/projection-wait.js';
import { Messaging } from '../upstream/services.js';
import type { WrittenUser } from './user.service.js';

export type UserAnswer = UserView & { readonly pending?: true };

@Injectable()
export class UserClient {
  constructor(
    private readonly messaging: Messaging,
    private readonly projections: ProjectionWait,
  ) {}

  /** The user, once they may have threads or have them no more; `pending` when that takes longer than two seconds. */
  async known(caller: Principal, { user, version }: WrittenUser): Promise<UserAnswer> {
    const place = path`/projections/user/${user.id}`;
    const current = await this.projections.reaches(this.messaging, place, caller, version);
    return current ? user : { ...user, pending: true };
  }
}
