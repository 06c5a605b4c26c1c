import type { Call, TwilioApi } from '../wire/api.js';
import { metaListBody, pageOf } from '../wire/page.js';
import { invalidParameter, notFound } from '../wire/twilio-error.js';
import type { EventStreams } from './event-streams.js';
import { type SubscribedType, type Subscription, subscriptionUrl } from './stream.js';
import { toSubscribedTypeView } from './stream.js';
import { subscribedType, subscriptionOf } from './subscription.routes.js';

const TYPES = '/v1/Subscriptions/{Sid}/SubscribedEvents';
const TYPE = '/v1/Subscriptions/{Sid}/SubscribedEvents/{Type}';

/** Which events a subscription gets: read, added to, taken from. */
export function subscribedTypeRoutes(api: TwilioApi, streams: EventStreams): void {
  const put = (subscription: Subscription, types: readonly SubscribedType[]) =>
    streams.subscriptions.put({ ...subscription, types, updatedAt: Date.now() });
  const find = (call: Call) => {
    const subscription = subscriptionOf(streams, call);
    const subscribed = subscription.types.find(({ type }) => type === call.path.Type);
    if (subscribed === undefined) throw notFound(call.pathname);
    return { subscription, subscribed };
  };

  api.handle('POST', TYPES, (call) => {
    const subscription = subscriptionOf(streams, call);
    const added = subscribedType({
      type: call.form.one('Type'),
      schema_version: call.form.one('SchemaVersion'),
    });
    if (subscription.types.some(({ type }) => type === added.type)) {
      throw invalidParameter('Type is subscribed to already');
    }
    put(subscription, [...subscription.types, added]);
    return { status: 201, body: toSubscribedTypeView(subscription, added) };
  });

  api.handle('GET', TYPES, (call) => {
    const subscription = subscriptionOf(streams, call);
    const page = pageOf(
      subscription.types.map((subscribed) => ({ ...subscribed, sid: subscribed.type })),
      call.query,
    );
    const view = (subscribed: SubscribedType) => toSubscribedTypeView(subscription, subscribed);
    const url = `${subscriptionUrl(subscription.sid)}/SubscribedEvents`;
    return { status: 200, body: metaListBody('types', page, view, url, call.query) };
  });

  api.handle('GET', TYPE, (call) => {
    const { subscription, subscribed } = find(call);
    return { status: 200, body: toSubscribedTypeView(subscription, subscribed) };
  });

  api.handle('DELETE', TYPE, (call) => {
    const { subscription, subscribed } = find(call);
    put(
      subscription,
      subscription.types.filter(({ type }) => type !== subscribed.type),
    );
    return { status: 204 };
  });
}
