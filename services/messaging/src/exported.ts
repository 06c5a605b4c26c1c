import { type ExportPlan, OUTBOX_LEFT_OUT } from '@fieldline/service';

/** What a business is given of what this service keeps of it. */
export const exported: ExportPlan = {
  tables: {
    // How Twilio is told of our own address is none of the business's.
    number: { without: ['inbound_told', 'inbound_tries', 'inbound_tell_at'] },
    recipient: {},
    contact: {},
    employee: {},
    conversation: {},
    conversation_event: {},
    conversation_read: {},
    message: { without: ['traceparent'] },
    note: {},
    shortcut: {},
    smtp: { without: ['password', 'key_id'] },
    email: {},
    erasure: {},
    retention: {},
    decision: {},
    progress: {},
    seal: {},
    tie_out: {},
    tie_out_line: {},
  },
  leftOut: {
    ...OUTBOX_LEFT_OUT,
    tenant_copy: 'A copy of what the gateway exports.',
    user_copy: 'A copy of what the gateway exports.',
    balance_copy: 'A copy of what billing exports.',
    consent_copy: 'A copy of what compliance exports.',
    consent_hold_copy: 'A copy of what compliance exports.',
    registration_gate: 'A copy of what compliance exports.',
    quiet_hours_copy: 'A copy of what compliance exports.',
    sending_pause: 'A copy of what the gateway exports.',
    job_copy: 'A copy of what the scheduler exports.',
    message_words: 'What searches look in: the words of the messages that are here.',
    retention_late: 'Messages whose words are to be taken away next. They are here.',
    tie_out_open: 'Notes of a tie-out that is being made.',
  },
};
