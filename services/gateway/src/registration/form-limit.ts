import { REGISTRATION_MAX_BYTES } from '@fieldline/contracts';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const FORMS = '/v1/registration';

/** A form has less room than other bodies, and is refused (413) before more of it is read. */
export function limitForms(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', (route) => {
      if (route.url === FORMS || route.url.startsWith(`${FORMS}/`))
        route.bodyLimit = REGISTRATION_MAX_BYTES;
    });
}
