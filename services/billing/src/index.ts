export { billing } from './service.js';
export { BillingSettings } from './config.js';
