export { MessagingSettings } from './config.js';
export { messaging } from './service.js';
