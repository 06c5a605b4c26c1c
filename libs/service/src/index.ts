export { DeadLetterService } from './dead-letter/dead-letter.service.js';
export { defineService, type ServiceDefinition } from './define-service.js';
export { type ExportPlan, OUTBOX_LEFT_OUT } from './export/export-plan.js';
export { Exporter, EXPORT_END } from './export/exporter.js';
export { RepublicationService } from './republication/republication.service.js';
export { runService } from './run-service.js';
export { ServiceSettings } from './service.settings.js';
export { startService, type RunningService, type StartOptions } from './start-service.js';
