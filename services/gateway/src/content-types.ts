import { textBody, unsupportedMediaType } from '@fieldline/http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const IMPORTS = new Set([
  '/v1/consents/import',
  '/v1/contacts/import',
  '/v1/employees/import',
  '/v1/jobs/import',
]);
const LINES = /^application\/(?:jsonl|x-ndjson)\b/i;
const FORM = /^application\/x-www-form-urlencoded\b/i;
const JSON_TYPE = /^application\/json\b/i;
const CALLBACKS = '/webhooks/';
const PAGES = ['/checkout/', '/purchase/'];
const SIGNED_JSON = new Set(['/webhooks/stripe', '/webhooks/twilio/events/:tenantId/:mac']);

/** JSON whose signature covers its bytes: it is taken as text, up to 64 KiB. */
export const signedJsonBody = textBody('application/x-signed-json', 64 * 1024);

/**
 * Each door takes its own kind of body, and says so before it reads one: long imports only where
 * they belong and from who shows a credential, forms only from providers and pages.
 */
export function checkContentTypes(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, _reply, done) => {
      const type = request.headers['content-type'] ?? '';
      const route = request.routeOptions.url ?? '';
      if (SIGNED_JSON.has(route)) {
        request.headers['content-type'] = signedJsonBody.contentType;
        done(JSON_TYPE.test(type) ? undefined : unsupportedMediaType());
        return;
      }
      const takesForms = [CALLBACKS, ...PAGES].some((path) => route.startsWith(path));
      const fits =
        (!LINES.test(type) || (IMPORTS.has(route) && !!request.headers.authorization)) &&
        !type.startsWith(signedJsonBody.contentType) &&
        FORM.test(type) === (takesForms && type !== '');
      done(fits ? undefined : unsupportedMediaType());
    });
}
