/** What a stream of a business tells, `event:` of server-sent events. Their data holds ids and words only. */
export const STREAM_EVENT_TYPES = [
  'balance.changed',
  'balance.low',
  'consent.changed',
  'contact.changed',
  'conversation.changed',
  'conversation.noted',
  'employee.changed',
  'message.changed',
  'notification.created',
  'recharge.failed',
  'registration.changed',
  'viewers.changed',
] as const;
export type StreamEventType = (typeof STREAM_EVENT_TYPES)[number];

/** How a stream begins: from here on, or, what was asked for isn't kept any more, all anew. */
export type StreamGreeting = 'hello' | 'reset';
