import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory, Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger, NestLogger } from '@fieldline/telemetry';
import { type BodyParser, decodeText } from './body-parser.js';
import { fastifyAdapter } from './fastify-adapter.js';
import { parseJsonBody } from './json-body.js';
import { PrincipalGuard } from './principal.guard.js';
import type { PrincipalVerifier } from './principal-verifier.js';
import { ProblemFilter } from './problem.filter.js';
import { validationPipe } from './validation.pipe.js';

export interface HttpAppOptions {
  readonly logger: Logger;
  /** Of JSON bodies, in bytes; 256 KiB when omitted. */
  readonly bodyLimit?: number;
  /** Who may say where a request came from, as in Fastify; nobody when omitted. */
  readonly trustProxy?: boolean | string | string[];
  /** Given, every route that isn't `@Public()` asks for a principal. */
  readonly principals?: PrincipalVerifier;
  /** What is taken beside JSON; anything else is answered 415. */
  readonly bodyParsers?: readonly BodyParser[];
}

const DEFAULT_BODY_LIMIT = 256 * 1024;

/**
 * A Nest app on Fastify whose every error is a problem document. Not listening yet: connect microservices
 * with `{ inheritAppConfig: true }`, then `listenOn`. It takes no signals; whoever starts it closes it.
 * @throws whatever a provider throws while booting
 */
export async function createHttpApp(
  module: DynamicModule | Type,
  { logger, bodyLimit, trustProxy, principals, bodyParsers }: HttpAppOptions,
): Promise<NestFastifyApplication> {
  const limit = bodyLimit ?? DEFAULT_BODY_LIMIT;
  const adapter = fastifyAdapter({ bodyLimit: limit, trustProxy: trustProxy ?? false });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    bodyParser: false,
    return503OnClosing: true,
  });
  takeBodies(app, limit, bodyParsers ?? []);
  app.useGlobalFilters(new ProblemFilter(logger));
  app.useGlobalPipes(validationPipe());
  if (principals) app.useGlobalGuards(new PrincipalGuard(principals, new Reflector()));
  return app;
}

function takeBodies(
  app: NestFastifyApplication,
  bodyLimit: number,
  parsers: readonly BodyParser[],
): void {
  app.useBodyParser('application/json', { bodyLimit }, (_request, body, done) => {
    // Many clients announce JSON on every request. A route that takes a body refuses what is none.
    done(null, body.length === 0 ? null : parseJsonBody(body));
  });
  for (const parser of parsers) {
    app.useBodyParser(
      parser.contentType,
      { bodyLimit: parser.limitBytes },
      (_request, body, done) => {
        done(null, parser.parse(decodeText(body)));
      },
    );
  }
}
