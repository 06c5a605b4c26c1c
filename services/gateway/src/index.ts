export { GatewaySettings } from './config.js';
export { gateway } from './service.js';
