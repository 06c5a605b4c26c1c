import { ServiceSettings } from '@fieldline/service';

/** Everything compliance reads from its environment. */
export class ComplianceSettings extends ServiceSettings {}
