import { type ExportPlan, OUTBOX_LEFT_OUT } from '@fieldline/service';

/** What a business is given of what this service keeps of it. */
export const exported: ExportPlan = {
  tables: {
    job: {},
    job_type: {},
    template: {},
  },
  leftOut: {
    ...OUTBOX_LEFT_OUT,
    consent_copy: 'A copy of what compliance exports.',
    contact_copy: 'A copy of what messaging exports.',
  },
};
