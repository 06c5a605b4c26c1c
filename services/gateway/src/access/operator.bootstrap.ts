import { derivedId } from '@fieldline/contracts';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ApiKeyService } from '../api-key/api-key.service.js';
import { GatewaySettings } from '../config.js';
import { PLATFORM_ID } from '../tenant/platform.js';
import { UserService } from '../user/user.service.js';

/**
 * The first operator comes from the settings. One row each, with a fixed id: another password or
 * key in the settings replaces the one before.
 */
@Injectable()
export class OperatorBootstrap implements OnApplicationBootstrap {
  constructor(
    private readonly settings: GatewaySettings,
    private readonly users: UserService,
    private readonly apiKeys: ApiKeyService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { operatorEmail, operatorPassword, operatorKey } = this.settings;
    if (operatorEmail && operatorPassword) {
      const id = derivedId('operator-user', PLATFORM_ID);
      await this.users.ensureOperator(id, operatorEmail, operatorPassword);
    }
    if (operatorKey) {
      await this.apiKeys.ensureOperatorKey(derivedId('operator-key', PLATFORM_ID), operatorKey);
    }
  }
}
