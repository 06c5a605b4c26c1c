import type { TwilioApi } from '../wire/api.js';
import { metaListBody, pageOf } from '../wire/page.js';
import { notFound } from '../wire/twilio-error.js';
import { policies, policyOf, toPolicyView } from './policy.js';

export function policyRoutes(api: TwilioApi): void {
  api.handle('GET', '/v1/Policies', ({ query }) => {
    const url = 'https://trusthub.twilio.com/v1/Policies';
    const page = pageOf(policies(), query);
    return { status: 200, body: metaListBody('results', page, toPolicyView, url, query) };
  });

  api.handle('GET', '/v1/Policies/{Sid}', ({ path, pathname }) => {
    const policy = policyOf(path.Sid);
    if (policy === undefined) throw notFound(pathname);
    return { status: 200, body: toPolicyView(policy) };
  });
}
