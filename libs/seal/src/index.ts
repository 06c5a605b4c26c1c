export { createSeals } from './create-seals.js';
export { canonicalRow, daysDigested } from './digest.queries.js';
export { evidenceOf, valuesOf, type Wanted } from './evidence.queries.js';
export { Sealer, type SealerOptions } from './sealer.js';
export { firstLink, FORMAT, rootOf } from './seal.root.js';
export { digestFrom, digestOf, hashOfRow, inclusionOf } from './seal.tree.js';
export { SEALED_TABLES, type SealedTable } from './sealed-tables.js';
