import type { Rows } from '../state/rows.js';
import type { Call, TwilioApi } from '../wire/api.js';
import { metaListBody, pageOf } from '../wire/page.js';
import { newSid } from '../wire/sid.js';
import { invalidParameter, notFound } from '../wire/twilio-error.js';
import { attributesOf } from './attributes.js';
import type { Entity } from './entity.js';

interface Family {
  path: '/v1/EndUsers' | '/v1/SupportingDocuments';
  prefix: 'IT' | 'RD';
  types: ReadonlySet<string>;
  view: (entity: Entity) => object;
}

/** End users and supporting documents have the same life. */
export function entityRoutes(api: TwilioApi, entities: Rows<Entity>, family: Family): void {
  const { path, prefix, types, view } = family;
  const one = `${path}/{Sid}`;
  const find = (call: Call): Entity => {
    const entity = entities.find(call.account.sid, call.path.Sid);
    if (!entity?.sid.startsWith(prefix)) throw notFound(call.pathname);
    return entity;
  };

  api.handle('POST', path, ({ account, form }) => {
    const [friendlyName, type] = [form.one('FriendlyName'), form.one('Type')];
    if (!friendlyName) throw invalidParameter('FriendlyName is required');
    if (!type || !types.has(type)) throw invalidParameter('Type is not valid');
    const now = Date.now();
    const entity = entities.put({
      sid: newSid(prefix),
      accountSid: account.sid,
      friendlyName,
      type,
      ...attributesOf(form.one('Attributes')),
      createdAt: now,
      updatedAt: now,
    });
    return { status: 201, body: view(entity) };
  });

  api.handle('GET', path, ({ account, query }) => {
    const mine = entities.listOf(account.sid).filter(({ sid }) => sid.startsWith(prefix));
    const url = `https://trusthub.twilio.com${path}`;
    return { status: 200, body: metaListBody('results', pageOf(mine, query), view, url, query) };
  });

  api.handle('GET', one, (call) => ({ status: 200, body: view(find(call)) }));

  api.handle('POST', one, (call) => {
    const entity = find(call);
    const text = call.form.one('Attributes');
    const changed = entities.put({
      ...entity,
      ...(text === undefined ? {} : keepingNumber(entity, attributesOf(text))),
      friendlyName: call.form.one('FriendlyName') ?? entity.friendlyName,
      updatedAt: Date.now(),
    });
    return { status: 200, body: view(changed) };
  });

  api.handle('DELETE', one, (call) => {
    entities.delete(find(call).sid);
    return { status: 204 };
  });
}

/** The number that was given before stays, unless another is given. */
function keepingNumber(entity: Entity, given: ReturnType<typeof attributesOf>) {
  return { ...given, taxNumber: given.taxNumber ?? entity.taxNumber };
}
