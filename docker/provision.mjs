// Run once by compose.yaml: roles and a schema for each service, with the development password.
import { provisionService } from '@fieldline/database';

const { POSTGRES_URL = '', ROLE_PASSWORD: password = '' } = process.env;
const services = ['billing', 'compliance', 'gateway', 'messaging', 'scheduler'];

for (const service of services)
  await provisionService(POSTGRES_URL, service, {
    owner: password,
    tenant: password,
    worker: password,
  });
