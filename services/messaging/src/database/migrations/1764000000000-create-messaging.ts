import { createTenantTable } from '@fieldline/database';
import { createEventTables } from '@fieldline/events';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SERVICE = 'messaging';

export class CreateMessaging1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createEventTables(runner, SERVICE);
    for (const [table, columns] of Object.entries(TABLES)) {
      await createTenantTable(runner, { service: SERVICE, table, columns });
    }
    for (const sql of INDEXES) await runner.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('messages are not taken away');
  }
}

const TABLES = {
  tenant_copy: `
    name text NOT NULL,
    country text NOT NULL,
    contact_phone text,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id)`,

  balance_copy: `
    unit_price_micros bigint NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id)`,

  number: `
    id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('buying', 'active')),
    phone_number text UNIQUE,
    account_sid text,
    provider_sid text,
    fallback text,
    segments_per_second numeric NOT NULL CHECK (segments_per_second > 0),
    paced_until timestamptz NOT NULL DEFAULT '-infinity',
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CHECK (state = 'buying' OR (phone_number IS NOT NULL AND account_sid IS NOT NULL))`,

  recipient: `
    id uuid NOT NULL,
    phone_number text NOT NULL,
    stopped_at timestamptz,
    stop_word text,
    keyword_sequence bigint NOT NULL DEFAULT 0,
    last_inbound_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, phone_number),
    CHECK ((stopped_at IS NULL) = (stop_word IS NULL))`,

  contact: `
    id uuid NOT NULL,
    external_id text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('customer', 'prospect', 'location')),
    name text NOT NULL,
    sms_number text,
    recipient_id uuid,
    customer_type text,
    class text,
    time_zone text,
    postal_code text,
    source_version bigint,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, external_id),
    FOREIGN KEY (tenant_id, recipient_id) REFERENCES messaging.recipient,
    CHECK ((sms_number IS NULL) = (recipient_id IS NULL))`,

  consent_copy: `
    subject_id uuid NOT NULL,
    subject_kind text NOT NULL CHECK (subject_kind IN ('contact', 'recipient')),
    state text NOT NULL CHECK (state IN ('opted_in', 'opted_out')),
    origin text NOT NULL CHECK (origin IN ('staff', 'keyword', 'provider')),
    bound_recipient_id uuid,
    changed_at timestamptz NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id, subject_id)`,

  conversation: `
    id uuid NOT NULL,
    number_id uuid NOT NULL,
    recipient_id uuid NOT NULL,
    last_message_at timestamptz NOT NULL DEFAULT now(),
    may_mean_visit boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, number_id) REFERENCES messaging.number,
    FOREIGN KEY (tenant_id, recipient_id) REFERENCES messaging.recipient`,

  message: `
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    number_id uuid NOT NULL,
    recipient_id uuid NOT NULL,
    contact_id uuid,
    direction text NOT NULL CHECK (direction IN ('outbound', 'inbound')),
    status text NOT NULL,
    body text NOT NULL,
    encoding text NOT NULL CHECK (encoding IN ('GSM-7', 'UCS-2')),
    mandatory boolean NOT NULL DEFAULT false,
    quoted_segments integer CHECK (quoted_segments > 0),
    quoted_cost_micros bigint CHECK (quoted_cost_micros >= 0),
    provider_message_id text,
    provider_segments integer CHECK (provider_segments > 0),
    charged_segments integer CHECK (charged_segments > 0),
    charged_cost_micros bigint CHECK (charged_cost_micros >= 0),
    error_code text,
    provider_code integer,
    keyword text,
    media_dropped boolean NOT NULL DEFAULT false,
    sent_by text,
    send_at timestamptz,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    attempt integer NOT NULL DEFAULT 0,
    post_by timestamptz,
    follow_up_at timestamptz,
    follow_ups integer NOT NULL DEFAULT 0,
    timeline jsonb NOT NULL,
    traceparent text,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, provider_message_id),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES messaging.conversation,
    CHECK ((direction = 'inbound') = (status = 'received')),
    CHECK (direction = 'inbound' OR quoted_segments IS NOT NULL)`,
} as const;

const INDEXES = [
  `CREATE INDEX contact_by_recipient ON messaging.contact (tenant_id, recipient_id)`,
  `CREATE INDEX conversation_latest ON messaging.conversation (tenant_id, last_message_at DESC, id DESC)`,
  `CREATE INDEX message_thread ON messaging.message (tenant_id, conversation_id, created_at DESC, id DESC)`,
  `CREATE INDEX message_latest ON messaging.message (tenant_id, created_at DESC, id DESC)`,
  // The dispatcher's queue: only what waits for Twilio is in it.
  `CREATE INDEX message_ready ON messaging.message (tenant_id, number_id, next_attempt_at, id)
     WHERE status IN ('reserved', 'scheduled')`,
  `CREATE INDEX message_in_flight ON messaging.message (post_by) WHERE status = 'dispatching'`,
  `CREATE INDEX message_follow_up ON messaging.message (follow_up_at) WHERE follow_up_at IS NOT NULL`,
];
