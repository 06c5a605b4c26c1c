export { catalogProblems, type CatalogExceptions } from './catalog.js';
export { Database, query, type Transaction } from './database.js';
export { DatabaseModule } from './database.module.js';
export { DatabaseSettings } from './database.settings.js';
export { GroupCommit, type Settled } from './group-commit.js';
export { migrate } from './migrate.js';
export { provisionService, roleNames } from './provision.js';
export { createTenantTable, protectTenantTable } from './tenant-table.js';
