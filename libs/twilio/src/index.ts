export { AccountTokens } from './account-tokens.js';
export { OwnClients } from './own-clients.js';
export { ParentClient } from './parent-client.js';
export { RebasedRequestClient, type RequestOptions } from './rebased-request.client.js';
export { type FailureKind, TwilioFailure } from './twilio-failure.js';
export { isBodySigned, isSigned } from './twilio-signature.js';
export type { TwilioSettings } from './twilio-settings.js';
