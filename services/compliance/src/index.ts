export { compliance } from './service.js';
export { ComplianceSettings } from './config.js';
