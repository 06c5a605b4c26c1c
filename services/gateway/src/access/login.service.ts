import type { Login, SessionView } from '@fieldline/contracts';
import { serviceUnavailable } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { RegistrationService } from '../registration/registration.service.js';
import { addressOf, UserService, toUserView } from '../user/user.service.js';
import { invalidCredentials } from './access.errors.js';
import { Credentials } from './credentials.js';
import { LoginAttempts } from './login-attempts.js';
import { isPassword } from './password.js';
import { Sessions } from './session.js';

/** Each takes 19 MB and tens of milliseconds: beyond this the next is refused, not queued. */
const MAX_AT_ONCE = 32;

@Injectable()
export class LoginService {
  private atOnce = 0;

  constructor(
    private readonly users: UserService,
    private readonly attempts: LoginAttempts,
    private readonly sessions: Sessions,
    private readonly credentials: Credentials,
    private readonly registrations: RegistrationService,
  ) {}

  /** @throws invalid_credentials, account_locked, tenant_closed */
  async login({ email, password }: Login): Promise<SessionView> {
    const address = addressOf(email);
    await this.attempts.check(address);
    const user = await this.users.findByEmail(address);
    const matches = await this.compare(password, user?.password);
    if (!user || !matches || user.status !== 'active') {
      await this.attempts.fail(address);
      throw invalidCredentials();
    }
    await this.attempts.succeed(address);
    await this.credentials.checkOpen(user.tenantId);
    const token = await this.sessions.issue({ tenantId: user.tenantId, userId: user.id });
    const registration = await this.registrations.summaryOf(user.tenantId);
    return { ...token, user: toUserView(user), registration };
  }

  private async compare(password: string, stored: string | undefined): Promise<boolean> {
    if (this.atOnce >= MAX_AT_ONCE) throw serviceUnavailable('Too many sign-ins at once.');
    this.atOnce += 1;
    try {
      return await isPassword(password, stored);
    } finally {
      this.atOnce -= 1;
    }
  }
}
