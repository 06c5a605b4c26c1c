import {
  type Principal,
  type RegistrationChecked,
  RegistrationForm,
  type RegistrationView,
  ResendRegistrationOtp,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { Allow, Texting, UntilClosed } from '../access/allow.js';
import { KeepsNothing, KnownByKey } from '../idempotency/kept.js';
import { RegistrationClient } from './registration.client.js';

type Relayed = RegistrationView & { pending?: true };

/** A business's registration with the carriers. The tax number passes through here, and stays nowhere. */
@Controller('v1/registration')
@Texting()
export class RegistrationController {
  constructor(private readonly registrations: RegistrationClient) {}

  @Get()
  @Allow('registration:read')
  get(@Caller() caller: Principal): Promise<RegistrationView> {
    return this.registrations.get(caller);
  }

  /** Names each wrong field, and keeps nothing. */
  @Post('check')
  @HttpCode(200)
  @Allow('registration:write')
  @KeepsNothing()
  check(@Caller() caller: Principal, @Body() form: RegistrationForm): Promise<RegistrationChecked> {
    return this.registrations.check(caller, form);
  }

  @Post()
  @HttpCode(202)
  @Allow('registration:write')
  @UntilClosed()
  @KnownByKey()
  async submit(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Body() form: RegistrationForm,
  ): Promise<Relayed> {
    return toAnswer(await this.registrations.submit(caller, tenantId, form));
  }

  /** Twilio's text to a sole proprietor once more. */
  @Post('otp')
  @HttpCode(202)
  @Allow('registration:write')
  @UntilClosed()
  async resendOtp(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Body() command: ResendRegistrationOtp,
  ): Promise<Relayed> {
    return toAnswer(await this.registrations.resendOtp(caller, tenantId, command));
  }
}

function toAnswer({ pending, ...view }: RegistrationView & { pending: boolean }): Relayed {
  return pending ? { ...view, pending } : view;
}
