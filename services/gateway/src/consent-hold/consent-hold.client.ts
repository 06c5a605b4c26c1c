import type {
  ConsentHoldDecided,
  ConsentHoldView,
  DecideConsentHold,
  ListConsentHolds,
  Page,
  Principal,
} from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { ProjectionWait } from '../upstream/projection-wait.js';
import { Compliance, Messaging } from '../upstream/services.js';

@Injectable()
export class ConsentHoldClient {
  constructor(
    private readonly compliance: Compliance,
    private readonly messaging: Messaging,
    private readonly projections: ProjectionWait,
  ) {}

  list(caller: Principal, query: ListConsentHolds): Promise<Page<ConsentHoldView>> {
    return this.compliance.get('/consent-holds', caller, query);
  }

  get(caller: Principal, id: string): Promise<ConsentHoldView> {
    return this.compliance.get(path`/consent-holds/${id}`, caller);
  }

  release(
    caller: Principal,
    id: string,
    decision: DecideConsentHold,
  ): Promise<ConsentHoldView & { pending: boolean }> {
    return this.decide(caller, id, path`/consent-holds/${id}/release`, decision);
  }

  confirm(
    caller: Principal,
    id: string,
    decision: DecideConsentHold,
  ): Promise<ConsentHoldView & { pending: boolean }> {
    return this.decide(caller, id, path`/consent-holds/${id}/confirm`, decision);
  }

  /**
   * Answers once a message may rely on it; `pending` when that takes longer than two seconds. An opt-out is
   * told before the end of its hold, so who has heard of the one knows the other.
   */
  private async decide(
    caller: Principal,
    id: string,
    place: string,
    decision: DecideConsentHold,
  ): Promise<ConsentHoldView & { pending: boolean }> {
    const { hold, version } = await this.compliance.post<ConsentHoldDecided>(
      place,
      caller,
      decision,
      { idempotent: true },
    );
    const copy = path`/projections/consent_hold/${id}`;
    const current = await this.projections.reaches(this.messaging, copy, caller, version);
    return { ...hold, pending: !current };
  }
}
