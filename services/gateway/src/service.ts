import { formBody, jsonLinesBodies } from '@fieldline/http';
import { defineService } from '@fieldline/service';
import { ApiKey } from './api-key/api-key.entity.js';
import { GatewayModule } from './app.module.js';
import { GatewaySettings } from './config.js';
import { checkContentTypes } from './content-types.js';
import { CreateGateway1764000000000 } from './database/migrations/1764000000000-create-gateway.js';
import { Tenant } from './tenant/tenant.entity.js';
import { User } from './user/user.entity.js';

export const gateway = defineService({
  name: 'gateway',
  Settings: GatewaySettings,
  module: (settings, logger) => GatewayModule.forRoot(settings, logger),
  entities: [ApiKey, Tenant, User],
  migrations: [CreateGateway1764000000000],
  trustsGateway: false,
  bodyParsers: [formBody, ...jsonLinesBodies],
  configure: checkContentTypes,
});
