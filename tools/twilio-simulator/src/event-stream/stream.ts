import { isoSeconds } from '../wire/date.js';

/** Where events go. Only addresses of the web are played. */
export interface Sink {
  sid: string;
  accountSid: string;
  description: string;
  configuration: Readonly<Record<string, unknown>>;
  destination: string;
  createdAt: number;
  updatedAt: number;
}

export interface SubscribedType {
  type: string;
  schemaVersion: number;
}

/** Which events go to a sink. */
export interface Subscription {
  sid: string;
  accountSid: string;
  sinkSid: string;
  description: string;
  types: readonly SubscribedType[];
  createdAt: number;
  updatedAt: number;
}

const BASE = 'https://events.twilio.com/v1';

export function toSinkView(sink: Sink) {
  const url = `${BASE}/Sinks/${sink.sid}`;
  return {
    sid: sink.sid,
    description: sink.description,
    sink_configuration: sink.configuration,
    sink_type: 'webhook',
    status: 'active',
    date_created: isoSeconds(sink.createdAt),
    date_updated: isoSeconds(sink.updatedAt),
    url,
    links: { sink_test: `${url}/Test`, sink_validate: `${url}/Validate` },
  };
}

export function subscriptionUrl(sid: string): string {
  return `${BASE}/Subscriptions/${sid}`;
}

export function toSubscriptionView(subscription: Subscription) {
  const url = subscriptionUrl(subscription.sid);
  return {
    sid: subscription.sid,
    account_sid: subscription.accountSid,
    sink_sid: subscription.sinkSid,
    description: subscription.description,
    date_created: isoSeconds(subscription.createdAt),
    date_updated: isoSeconds(subscription.updatedAt),
    url,
    links: { subscribed_events: `${url}/SubscribedEvents` },
  };
}

export function toSubscribedTypeView(subscription: Subscription, subscribed: SubscribedType) {
  return {
    account_sid: subscription.accountSid,
    subscription_sid: subscription.sid,
    type: subscribed.type,
    schema_version: subscribed.schemaVersion,
    url: `${subscriptionUrl(subscription.sid)}/SubscribedEvents/${subscribed.type}`,
  };
}
