export { createSeals } from './create-seals.js';
export { daysDigested } from './digest.queries.js';
export { Sealer, type SealerOptions } from './sealer.js';
export { firstLink, rootOf } from './seal.root.js';
export { SEALED_TABLES, type SealedTable } from './sealed-tables.js';
