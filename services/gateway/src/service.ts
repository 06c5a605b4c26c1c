import { createRepublication } from '@fieldline/events';
import { formBody, jsonLinesBodies } from '@fieldline/http';
import { defineService } from '@fieldline/service';
import { ApiKey } from './api-key/api-key.entity.js';
import { GatewayModule } from './app.module.js';
import { GatewaySettings } from './config.js';
import { exported } from './exported.js';
import { checkContentTypes, signedJsonBody } from './content-types.js';
import { CreateGateway1764000000000 } from './database/migrations/1764000000000-create-gateway.js';
import { VersionUsers1764900000000 } from './database/migrations/1764900000000-version-users.js';
import { CreateStream1765000000000 } from './database/migrations/1765000000000-create-stream.js';
import { CreateUserNotification1765100000000 } from './database/migrations/1765100000000-create-user-notification.js';
import { CreateAudit1765400000000 } from './database/migrations/1765400000000-create-audit.js';
import { KeepRegistrations1766300000000 } from './database/migrations/1766300000000-keep-registrations.js';
import { CloseTenants1766400000000 } from './database/migrations/1766400000000-close-tenants.js';
import { CreatePurchaseLink1766500000000 } from './database/migrations/1766500000000-create-purchase-link.js';
import { limitForms } from './registration/form-limit.js';
import { SendingPause } from './sending-pause/sending-pause.entity.js';
import { sendingPauseFact } from './sending-pause/sending-pause.fact.js';
import { endStreamsOnClose } from './stream/stream.answer.js';
import { Tenant } from './tenant/tenant.entity.js';
import { tenantFact } from './tenant/tenant.fact.js';
import { User } from './user/user.entity.js';
import { userFact } from './user/user.fact.js';

export const gateway = defineService({
  name: 'gateway',
  Settings: GatewaySettings,
  module: (settings, logger) => GatewayModule.forRoot(settings, logger),
  entities: [ApiKey, SendingPause, Tenant, User],
  migrations: [
    CreateGateway1764000000000,
    createRepublication('gateway'),
    VersionUsers1764900000000,
    CreateStream1765000000000,
    CreateUserNotification1765100000000,
    CreateAudit1765400000000,
    KeepRegistrations1766300000000,
    CloseTenants1766400000000,
    CreatePurchaseLink1766500000000,
  ],
  states: [sendingPauseFact, tenantFact, userFact],
  exports: exported,
  trustsGateway: false,
  bodyParsers: [formBody, signedJsonBody, ...jsonLinesBodies],
  configure: (app) => {
    checkContentTypes(app);
    limitForms(app);
    endStreamsOnClose(app);
  },
});
