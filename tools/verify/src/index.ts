export { CouldNotVerify } from './could-not-verify.js';
export { localInstallation } from './local-installation.js';
export type { Installation } from './options.js';
export { inspectInstallation, type Outcome, verifyInstallation } from './verify-installation.js';
export type { Violation } from './violation.js';
