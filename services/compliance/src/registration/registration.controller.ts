import {
  actorOf,
  type Principal,
  type RegistrationChecked,
  RegistrationForm,
  type RegistrationRelayed,
  type RegistrationView,
  ResendRegistrationOtp,
} from '@fieldline/contracts';
import { Caller, OperatorOnly, TenantId } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { RegistrationClosure } from './registration.closure.js';
import { RegistrationService } from './registration.service.js';

@Controller('registration')
export class RegistrationController {
  constructor(
    private readonly registrations: RegistrationService,
    private readonly closure: RegistrationClosure,
  ) {}

  @Get()
  view(@TenantId() tenantId: string): Promise<RegistrationView> {
    return this.registrations.view(tenantId);
  }

  @Post('check')
  @HttpCode(200)
  check(
    @TenantId() tenantId: string,
    @Body() form: RegistrationForm,
  ): Promise<RegistrationChecked> {
    return this.registrations.check(tenantId, form);
  }

  @Post()
  @HttpCode(202)
  submit(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Body() form: RegistrationForm,
  ): Promise<RegistrationRelayed> {
    return this.registrations.submit(tenantId, form, actorOf(caller));
  }

  @Post('otp')
  @HttpCode(202)
  resendOtp(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Body() _: ResendRegistrationOtp,
  ): Promise<RegistrationRelayed> {
    return this.registrations.resendOtp(tenantId, actorOf(caller));
  }

  /** The business is closed: nothing of it is registered any more. */
  @Post('closure')
  @HttpCode(204)
  @OperatorOnly()
  close(@TenantId() tenantId: string): Promise<void> {
    return this.closure.close(tenantId);
  }
}
