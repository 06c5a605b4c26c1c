import type { Logger } from '@fieldline/telemetry';

export type { Logger };

/** The service's own logger: Nest's static one is shared by every app of a process. */
export const LOGGER = Symbol('LOGGER');
