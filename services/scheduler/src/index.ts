export { scheduler } from './service.js';
export { SchedulerSettings } from './config.js';
