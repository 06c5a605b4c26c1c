import { createRepublication } from '@fieldline/events';
import { formBody, jsonLinesBodies } from '@fieldline/http';
import { defineService } from '@fieldline/service';
import { ApiKey } from './api-key/api-key.entity.js';
import { GatewayModule } from './app.module.js';
import { GatewaySettings } from './config.js';
import { checkContentTypes, signedJsonBody } from './content-types.js';
import { CreateGateway1764000000000 } from './database/migrations/1764000000000-create-gateway.js';
import { Tenant } from './tenant/tenant.entity.js';
import { tenantFact } from './tenant/tenant.fact.js';
import { User } from './user/user.entity.js';

export const gateway = defineService({
  name: 'gateway',
  Settings: GatewaySettings,
  module: (settings, logger) => GatewayModule.forRoot(settings, logger),
  entities: [ApiKey, Tenant, User],
  migrations: [CreateGateway1764000000000, createRepublication('gateway')],
  states: [tenantFact],
  trustsGateway: false,
  bodyParsers: [formBody, signedJsonBody, ...jsonLinesBodies],
  configure: checkContentTypes,
});
