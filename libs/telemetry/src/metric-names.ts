interface Metric {
  readonly description: string;
  /** A UCUM unit: `s`, or an annotation such as `{event}`. */
  readonly unit: string;
  /** Few values each; never a tenant, a number or a name. */
  readonly labels: readonly string[];
}

/** Every metric of our own, in one place: what isn't here can't be emitted, and dashboards read from here. */
export const METRICS = {
  'fieldline.outbox.oldest_age': {
    description: 'Age of the oldest event that is not published yet',
    unit: 's',
    labels: ['service'],
  },
  'fieldline.outbox.published': {
    description: 'Events handed to the transport',
    unit: '{event}',
    labels: ['service', 'topic'],
  },
  'fieldline.consumer.handled': {
    description: 'Events whose effect was committed',
    unit: '{event}',
    labels: ['service', 'topic'],
  },
  'fieldline.consumer.failed': {
    description: 'Attempts at an event that failed and will be repeated',
    unit: '{event}',
    labels: ['service', 'topic'],
  },
  'fieldline.consumer.dead_letters': {
    description: 'Events parked for a person to look at',
    unit: '{event}',
    labels: ['service', 'topic'],
  },
  'fieldline.consumer.progress_age': {
    description: 'For how long the slowest partition in hand has not moved',
    unit: 's',
    labels: ['service'],
  },
  'fieldline.dead_letter.open': {
    description: 'Dead letters that nobody has replayed or dropped',
    unit: '{event}',
    labels: ['service', 'reason'],
  },
  'fieldline.dead_letter.parked_aggregates': {
    description: 'Aggregates whose events wait behind a dead letter',
    unit: '{aggregate}',
    labels: ['service'],
  },
  'fieldline.message.accepted_to_submitted': {
    description: 'From accepting a message to Twilio having it',
    unit: 's',
    labels: [],
  },
  'fieldline.message.outcome': {
    description: 'Messages that reached a final status',
    unit: '{message}',
    labels: ['status'],
  },
  'fieldline.number.told_otherwise': {
    description:
      'Numbers from which nothing leaves, since Twilio has no present address for their inbound texts',
    unit: '{number}',
    labels: [],
  },
  'fieldline.message.given_up': {
    description: 'Messages that Twilio is no longer asked about, by the status that they keep',
    unit: '{message}',
    labels: ['status'],
  },
  'fieldline.hold.open': {
    description: 'Holds that are neither posted nor voided, those of scheduled texts among them',
    unit: '{hold}',
    labels: [],
  },
  'fieldline.hold.oldest_open_age': {
    description: 'For how long the oldest of them has been held',
    unit: 's',
    labels: [],
  },
  'fieldline.invariant.breaches': {
    description: 'Rows that break an invariant, as the last look found them',
    unit: '{row}',
    labels: ['invariant'],
  },
  'fieldline.invariant.checked_at': {
    description: 'When an invariant was last looked at, in seconds since 1970',
    unit: 's',
    labels: ['invariant'],
  },
  'fieldline.stream.open': {
    description: 'Streams that this process holds open',
    unit: '{stream}',
    labels: [],
  },
  'fieldline.tie_out.mismatches': {
    description:
      'Texts of the last seven days of which ledger, messages and Twilio tell different things',
    unit: '{message}',
    labels: [],
  },
  'fieldline.tie_out.unfinished': {
    description: 'Tie-outs of the last seven days that failed, or take more than a day',
    unit: '{day}',
    labels: [],
  },
  'fieldline.twilio.requests': {
    description: 'Requests to Twilio by how they ended',
    unit: '{request}',
    labels: ['outcome'],
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

/** The labels a metric takes, all optional, text. */
export type MetricLabels<N extends MetricName> = {
  readonly [L in (typeof METRICS)[N]['labels'][number]]?: string;
};
