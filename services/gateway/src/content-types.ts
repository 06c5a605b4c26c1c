import { unsupportedMediaType } from '@fieldline/http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const IMPORTS = new Set(['/v1/contacts/import', '/v1/jobs/import']);
const LINES = /^application\/(?:jsonl|x-ndjson)\b/i;
const FORM = /^application\/x-www-form-urlencoded\b/i;
const CALLBACKS = '/webhooks/';

/**
 * Each door takes its own kind of body, and says so before it reads one: long imports only where
 * they belong and from who shows a credential, forms only from providers.
 */
export function checkContentTypes(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, _reply, done) => {
      const type = request.headers['content-type'] ?? '';
      const route = request.routeOptions.url ?? '';
      const isCallback = route.startsWith(CALLBACKS);
      const fits =
        (!LINES.test(type) || (IMPORTS.has(route) && !!request.headers.authorization)) &&
        FORM.test(type) === (isCallback && type !== '');
      done(fits ? undefined : unsupportedMediaType());
    });
}
