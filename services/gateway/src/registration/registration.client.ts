import type {
  Principal,
  RegistrationChecked,
  RegistrationForm,
  RegistrationRelayed,
  RegistrationView,
  ResendRegistrationOtp,
} from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { ProjectionWait } from '../upstream/projection-wait.js';
import { Compliance, Messaging } from '../upstream/services.js';
import { RegistrationService } from './registration.service.js';

/** What carries the form is made at Twilio while the caller waits: a dozen requests, a second apart. */
const RELAY_WITHIN_MS = 60_000;

type Relayed = RegistrationView & { pending: boolean };

@Injectable()
export class RegistrationClient {
  constructor(
    private readonly compliance: Compliance,
    private readonly messaging: Messaging,
    private readonly projections: ProjectionWait,
    private readonly registrations: RegistrationService,
  ) {}

  get(caller: Principal): Promise<RegistrationView> {
    return this.compliance.get('/registration', caller);
  }

  check(caller: Principal, form: RegistrationForm): Promise<RegistrationChecked> {
    return this.compliance.post('/registration/check', caller, revealed(form));
  }

  /** Once: whether a form that got no answer reached Twilio is for compliance to find out. */
  async submit(caller: Principal, tenantId: string, form: RegistrationForm): Promise<Relayed> {
    const relayed = await this.compliance.post<RegistrationRelayed>(
      '/registration',
      caller,
      revealed(form),
      { timeoutMs: RELAY_WITHIN_MS },
    );
    return this.settled(caller, tenantId, relayed);
  }

  async resendOtp(
    caller: Principal,
    tenantId: string,
    command: ResendRegistrationOtp,
  ): Promise<Relayed> {
    const timeoutMs = RELAY_WITHIN_MS;
    const relayed = await this.compliance.post<RegistrationRelayed>(
      '/registration/otp',
      caller,
      command,
      { timeoutMs },
    );
    return this.settled(caller, tenantId, relayed);
  }

  /** Answers once texts and sign-ins go by it; `pending` when that takes longer than two seconds. */
  private async settled(
    caller: Principal,
    tenantId: string,
    { registration, version }: RegistrationRelayed,
  ): Promise<Relayed> {
    const copies = [
      [this.messaging, path`/projections/registration/${tenantId}`],
      [this.registrations, tenantId],
    ] as const;
    const heard = await Promise.all(
      copies.map(([keeper, place]) => this.projections.reaches(keeper, place, caller, version)),
    );
    return { ...registration, pending: heard.includes(false) };
  }
}

/** The one place where the gateway hands a tax number on. */
function revealed({ taxId, ...form }: RegistrationForm): object {
  return { ...form, taxId: taxId?.reveal() };
}
