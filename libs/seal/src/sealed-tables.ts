/** An append-only table whose days are sealed, and the form in which its rows are. */
export interface SealedTable {
  /** The service, which is also its schema. */
  readonly service: 'billing' | 'compliance' | 'messaging';
  readonly table: string;
  /** The column that says on which day a row was written, by the database's own clock at that moment. */
  readonly at: string;
  /** The column that orders the rows of a day. */
  readonly order: string;
  /** Every column, in the order in which it is hashed. One that is added makes a new format. */
  readonly columns: readonly string[];
  /** Those of them that are instants: they read the same in every time zone. */
  readonly instants: readonly string[];
}

export const SEALED_TABLES: readonly SealedTable[] = [
  {
    service: 'billing',
    table: 'entry',
    at: 'at',
    order: 'id',
    columns: [
      'tenant_id',
      'id',
      'message_id',
      'adjustment_id',
      'kind',
      'source',
      'target',
      'segments',
      'at',
    ],
    instants: ['at'],
  },
  {
    service: 'billing',
    table: 'draw',
    at: 'at',
    order: 'id',
    columns: [
      'tenant_id',
      'id',
      'lot_id',
      'message_id',
      'adjustment_id',
      'segments',
      'cost_micros',
      'at',
    ],
    instants: ['at'],
  },
  {
    service: 'billing',
    table: 'adjustment',
    at: 'at',
    order: 'id',
    columns: ['tenant_id', 'id', 'kind', 'segments', 'micros', 'reason', 'actor', 'at'],
    instants: ['at'],
  },
  {
    service: 'compliance',
    table: 'consent_event',
    at: 'recorded_at',
    order: 'sequence',
    columns: [
      'tenant_id',
      'id',
      'sequence',
      'subject_id',
      'subject_kind',
      'action',
      'origin',
      'basis',
      'source',
      'proof',
      'wording',
      'implied_reason',
      'bound_recipient_id',
      'message_id',
      'keyword_sequence',
      'in_flight',
      'obtained_at',
      'recorded_at',
      'recorded_by',
      'written',
      'expires_at',
    ],
    instants: ['obtained_at', 'recorded_at', 'expires_at'],
  },
  {
    service: 'messaging',
    table: 'decision',
    at: 'at',
    order: 'id',
    columns: [
      'tenant_id',
      'id',
      'message_id',
      'moment',
      'recipient_id',
      'contact_id',
      'employee_id',
      'sent_by',
      'outcome',
      'code',
      'basis',
      'until',
      'reasons',
      'rules_version',
      'facts',
      'body_hash',
      'at',
    ],
    instants: ['until', 'at'],
  },
  {
    service: 'messaging',
    table: 'progress',
    at: 'at',
    order: 'id',
    columns: [
      'tenant_id',
      'id',
      'message_id',
      'status',
      'attempt',
      'provider_message_id',
      'provider_segments',
      'error_code',
      'provider_code',
      'at',
    ],
    instants: ['at'],
  },
];
