import type {
  RegistrationChecked,
  RegistrationForm,
  RegistrationRelayed,
  RegistrationView,
} from '@fieldline/contracts';
import { Injectable } from '@nestjs/common';
import { type CheckResult, checkForm } from './form/check-form.js';
import { RegistrationIntake } from './intake/registration.intake.js';
import { registrationInvalid } from './registration.form.errors.js';
import { RegistrationOtp } from './registration.otp.js';
import { RegistrationStore, type StoredRegistration } from './registration.store.js';
import { isTaxIdNeeded, toRegistrationView } from './registration.view.js';

/** The form: looked at, handed on, and forgotten with the request. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly store: RegistrationStore,
    private readonly intake: RegistrationIntake,
    private readonly otp: RegistrationOtp,
  ) {}

  async view(tenantId: string): Promise<RegistrationView> {
    return toRegistrationView(await this.store.find(tenantId), new Date());
  }

  async check(tenantId: string, form: RegistrationForm): Promise<RegistrationChecked> {
    const { errors, warnings } = check(form, await this.store.find(tenantId));
    return { ok: errors.length === 0, errors: [...errors], warnings: [...warnings] };
  }

  /** @throws registration_invalid, and what the intake throws */
  async submit(tenantId: string, form: RegistrationForm, by: string): Promise<RegistrationRelayed> {
    const { form: checked, errors } = check(form, await this.store.find(tenantId));
    if (!checked) throw registrationInvalid(errors);
    await this.intake.relay(tenantId, checked, by);
    return this.relayed(tenantId);
  }

  async resendOtp(tenantId: string, by: string): Promise<RegistrationRelayed> {
    await this.otp.resend(tenantId, by);
    return this.relayed(tenantId);
  }

  private async relayed(tenantId: string): Promise<RegistrationRelayed> {
    const found = await this.store.find(tenantId);
    return {
      registration: toRegistrationView(found, new Date()),
      version: found?.registration.version ?? 0,
    };
  }
}

function check(form: RegistrationForm, found: StoredRegistration | undefined): CheckResult {
  return checkForm(form, (path) => isTaxIdNeeded(found, path));
}
