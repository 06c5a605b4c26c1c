import { Login, type MeView, type SessionView } from '@fieldline/contracts';
import { Public } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { RegistrationService } from '../registration/registration.service.js';
import { type Access, Granted } from './access.js';
import { Allow } from './allow.js';
import { LoginService } from './login.service.js';

@Controller('v1')
export class AccessController {
  constructor(
    private readonly logins: LoginService,
    private readonly registrations: RegistrationService,
  ) {}

  @Post('auth/login')
  @HttpCode(200)
  @Public()
  login(@Body() login: Login): Promise<SessionView> {
    return this.logins.login(login);
  }

  @Get('me')
  @Allow('me:read')
  async me(@Granted() { principal, name, permissions }: Access): Promise<MeView> {
    const { kind, id, role, tenantId } = principal;
    const sorted = [...permissions].toSorted();
    const registration = await this.registrations.summaryOf(role === 'operator' ? null : tenantId);
    return { kind, id, name, role, tenantId, permissions: sorted, registration };
  }
}
