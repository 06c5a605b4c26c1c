import { ServiceSettings } from '@fieldline/service';

/** Everything the scheduler reads from its environment. */
export class SchedulerSettings extends ServiceSettings {}
