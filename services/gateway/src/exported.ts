import { type ExportPlan, OUTBOX_LEFT_OUT } from '@fieldline/service';

/** What a business is given of what this service keeps of it. */
export const exported: ExportPlan = {
  tables: {
    tenant: {},
    account_user: { without: ['password'] },
    api_key: { without: ['hash'] },
    audit: {},
    user_notification: {},
    stream_event: {},
    acknowledgement: {},
    sending_pause: {},
  },
  leftOut: {
    ...OUTBOX_LEFT_OUT,
    login_attempt: 'Failed sign-ins, by a hash of the address. They are forgotten within the hour.',
    idempotency_key: 'Answers kept for repetitions, sealed. They are forgotten within a day.',
    purchase_link: 'Hashes of secret addresses. They are forgotten within the hour.',
    stream_head: 'How far the stream has come. Its events are here.',
    viewing: 'Who looks at which thread right now.',
    registration_copy: 'A copy of what compliance exports.',
  },
};
