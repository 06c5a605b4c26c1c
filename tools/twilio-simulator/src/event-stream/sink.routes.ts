import type { Call, TwilioApi } from '../wire/api.js';
import { jsonObject } from '../wire/json.js';
import { metaListBody, pageOf } from '../wire/page.js';
import { isCallbackUrl, type Params } from '../wire/params.js';
import { newSid } from '../wire/sid.js';
import { invalidParameter, notFound } from '../wire/twilio-error.js';
import type { EventStreams } from './event-streams.js';
import { type Sink, toSinkView } from './stream.js';

const SINKS = '/v1/Sinks';
const SINK = '/v1/Sinks/{Sid}';

export function sinkRoutes(api: TwilioApi, { sinks, subscriptions }: EventStreams): void {
  const find = ({ account, path, pathname }: Call): Sink => {
    const sink = sinks.find(account.sid, path.Sid);
    if (sink === undefined) throw notFound(pathname);
    return sink;
  };

  api.handle('POST', SINKS, ({ account, form }) => {
    const description = form.one('Description');
    if (!description) throw invalidParameter('Description is required');
    const now = Date.now();
    const sink = sinks.put({
      sid: newSid('DG'),
      accountSid: account.sid,
      description,
      ...destinationOf(form),
      createdAt: now,
      updatedAt: now,
    });
    return { status: 201, body: toSinkView(sink) };
  });

  api.handle('GET', SINKS, ({ account, query }) => {
    const inUse = query.flag('InUse');
    const used = new Set(subscriptions.listOf(account.sid).map(({ sinkSid }) => sinkSid));
    const matching = sinks
      .listOf(account.sid)
      .filter(({ sid }) => inUse === undefined || used.has(sid) === inUse)
      .filter(() => (query.one('Status') ?? 'active') === 'active');
    const url = 'https://events.twilio.com/v1/Sinks';
    const page = pageOf(matching, query);
    return { status: 200, body: metaListBody('sinks', page, toSinkView, url, query) };
  });

  api.handle('GET', SINK, (call) => ({ status: 200, body: toSinkView(find(call)) }));

  api.handle('POST', SINK, (call) => {
    const sink = find(call);
    const description = call.form.one('Description') ?? sink.description;
    const changed = sinks.put({ ...sink, description, updatedAt: Date.now() });
    return { status: 200, body: toSinkView(changed) };
  });

  api.handle('DELETE', SINK, (call) => {
    const { sid, accountSid } = find(call);
    const inUse = subscriptions.listOf(accountSid).some(({ sinkSid }) => sinkSid === sid);
    if (inUse) throw invalidParameter('A sink with subscriptions cannot be deleted');
    sinks.delete(sid);
    return { status: 204 };
  });
}

function destinationOf(form: Params) {
  if (form.one('SinkType') !== 'webhook')
    throw invalidParameter('SinkType: only webhook is played');
  const configuration = jsonObject(form.one('SinkConfiguration') ?? '');
  if (!configuration) throw invalidParameter('SinkConfiguration must be a JSON object');
  const { destination, method = 'POST' } = configuration;
  if (typeof destination !== 'string' || !isCallbackUrl(destination)) {
    throw invalidParameter('SinkConfiguration.destination is not a valid URL');
  }
  if (method !== 'POST') throw invalidParameter('SinkConfiguration.method: only POST is played');
  return { configuration, destination };
}
