import { ServiceSettings } from '@fieldline/service';

/** Everything billing reads from its environment. */
export class BillingSettings extends ServiceSettings {}
