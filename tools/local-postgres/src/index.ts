export { startPostgres } from './start.js';
export type { Postgres, PostgresOptions } from './start.js';
export type { PostgresSettings } from './configuration.js';
