import { type ExportPlan, OUTBOX_LEFT_OUT } from '@fieldline/service';

/** What a business is given of what this service keeps of it. */
export const exported: ExportPlan = {
  tables: {
    consent: {},
    consent_event: {},
    consent_hold: {},
    quiet_hours: {},
    registration: {},
    registration_step: {},
    seal: {},
  },
  leftOut: {
    ...OUTBOX_LEFT_OUT,
    number_copy:
      'A copy of what messaging exports; how its registration goes stands in the steps of the registration.',
    registration_pace: 'When Twilio may be asked next.',
  },
};
