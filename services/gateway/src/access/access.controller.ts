import { Login, type MeView, type SessionView } from '@fieldline/contracts';
import { Public } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { type Access, Granted } from './access.js';
import { Allow } from './allow.js';
import { LoginService } from './login.service.js';
import { REGISTRATION } from './registration.js';

@Controller('v1')
export class AccessController {
  constructor(private readonly logins: LoginService) {}

  @Post('auth/login')
  @HttpCode(200)
  @Public()
  login(@Body() login: Login): Promise<SessionView> {
    return this.logins.login(login);
  }

  @Get('me')
  @Allow('me:read')
  me(@Granted() { principal, name, permissions }: Access): MeView {
    const { kind, id, role, tenantId } = principal;
    const sorted = [...permissions].toSorted();
    return { kind, id, name, role, tenantId, permissions: sorted, registration: REGISTRATION };
  }
}
