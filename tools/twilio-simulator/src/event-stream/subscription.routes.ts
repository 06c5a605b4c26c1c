import type { Call, TwilioApi } from '../wire/api.js';
import { jsonObject } from '../wire/json.js';
import { metaListBody, pageOf } from '../wire/page.js';
import { newSid } from '../wire/sid.js';
import { invalidParameter, notFound } from '../wire/twilio-error.js';
import { EVENT_TYPES } from './event-type.js';
import type { EventStreams } from './event-streams.js';
import { type SubscribedType, type Subscription, toSubscriptionView } from './stream.js';

const SUBSCRIPTIONS = '/v1/Subscriptions';
const SUBSCRIPTION = '/v1/Subscriptions/{Sid}';

/** The subscription that a path names. */
export function subscriptionOf({ subscriptions }: EventStreams, call: Call): Subscription {
  const subscription = subscriptions.find(call.account.sid, call.path.Sid);
  if (subscription === undefined) throw notFound(call.pathname);
  return subscription;
}

export function subscriptionRoutes(api: TwilioApi, streams: EventStreams): void {
  const { sinks, subscriptions } = streams;

  api.handle('POST', SUBSCRIPTIONS, ({ account, form }) => {
    const description = form.one('Description');
    const sink = sinks.find(account.sid, form.one('SinkSid'));
    if (!description) throw invalidParameter('Description is required');
    if (sink === undefined) throw invalidParameter('SinkSid names no sink of this account');
    const now = Date.now();
    const subscription = subscriptions.put({
      sid: newSid('DF'),
      accountSid: account.sid,
      sinkSid: sink.sid,
      description,
      types: form.many('Types').map(typeOfText),
      createdAt: now,
      updatedAt: now,
    });
    return { status: 201, body: toSubscriptionView(subscription) };
  });

  api.handle('GET', SUBSCRIPTIONS, ({ account, query }) => {
    const sinkSid = query.one('SinkSid');
    const matching = subscriptions
      .listOf(account.sid)
      .filter((subscription) => sinkSid === undefined || subscription.sinkSid === sinkSid);
    const url = 'https://events.twilio.com/v1/Subscriptions';
    const page = pageOf(matching, query);
    return {
      status: 200,
      body: metaListBody('subscriptions', page, toSubscriptionView, url, query),
    };
  });

  api.handle('GET', SUBSCRIPTION, (call) => ({
    status: 200,
    body: toSubscriptionView(subscriptionOf(streams, call)),
  }));

  api.handle('POST', SUBSCRIPTION, (call) => {
    const subscription = subscriptionOf(streams, call);
    const description = call.form.one('Description') ?? subscription.description;
    const changed = subscriptions.put({ ...subscription, description, updatedAt: Date.now() });
    return { status: 200, body: toSubscriptionView(changed) };
  });

  api.handle('DELETE', SUBSCRIPTION, (call) => {
    subscriptions.delete(subscriptionOf(streams, call).sid);
    return { status: 204 };
  });
}

/** `{"type": "com.twilio…", "schema_version": 1}`, one to a field. */
function typeOfText(text: string): SubscribedType {
  const given = jsonObject(text);
  if (given === undefined) throw invalidParameter('Types must be JSON objects');
  return subscribedType(given);
}

export function subscribedType({ type, schema_version: version = 1 }: Record<string, unknown>) {
  if (typeof type !== 'string' || !EVENT_TYPES.includes(type)) {
    throw invalidParameter('Types: the simulator tells no such event');
  }
  const schemaVersion = Number(version);
  if (schemaVersion !== 1) throw invalidParameter('Types: only schema version 1 is told');
  return { type, schemaVersion };
}
