import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from '../account/account.js';
import type { Accounts } from '../account/accounts.js';
import type { Faults, Target } from '../fault/faults.js';
import type { Logger } from '../logger.js';
import type { RequestLog } from '../request/request.log.js';
import { Params } from './params.js';
import { accountNotActive, asTwilioError, notFound, serverError } from './twilio-error.js';
import { tooManyRequests, TwilioError, unauthenticated } from './twilio-error.js';

/** One call of Twilio's API, its credentials checked. */
export interface Call {
  /** Whose credentials these are. */
  caller: Account;
  /** Whose resources the path names: the caller's own, or those of a subaccount of it. */
  account: Account;
  path: Readonly<Record<string, string>>;
  pathname: string;
  query: Params;
  form: Params;
  /** What `X-Twilio-Api-Version` asks for. */
  apiVersion: string | null;
}

export interface Answer {
  status: number;
  body?: unknown;
}

const TWILIO_PATH = /^\/(2010-04-01|v\d)(\/|$)/;

export type Handler = (call: Call) => Answer;

/** Twilio's door: authentication, faults and the request log, the same for each resource. */
export class TwilioApi {
  constructor(
    private readonly server: FastifyInstance,
    private readonly accounts: Accounts,
    private readonly faults: Faults,
    private readonly log: RequestLog,
    logger: Logger,
  ) {
    server.setNotFoundHandler((request, reply) => {
      const pathname = pathnameOf(request);
      if (!TWILIO_PATH.test(pathname)) {
        return reply.code(404).send({ code: 'not_found', message: `There is no ${pathname}` });
      }
      return this.answer(request, reply, () => {
        throw notFound(pathname);
      });
    });
    server.setErrorHandler((error, request, reply) =>
      this.answer(request, reply, () => {
        const answered = asTwilioError(error);
        if (answered.status >= 500) logger.error(`${request.method} failed: ${String(error)}`);
        throw answered;
      }),
    );
  }

  /** `evenIfSuspended`: a suspended account may not create anything, yet it can be looked at. */
  handle(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    handler: Handler,
    options: { evenIfSuspended?: boolean } = {},
  ): void {
    const route = path
      .replace('{Type}', ':Type(^[\\w.-]+)')
      .replaceAll('{', ':')
      .replaceAll('}', '(^\\w+)');
    this.server.route({
      method,
      url: route,
      handler: (request, reply) =>
        this.answer(request, reply, () => {
          const call = this.authorize(request);
          const writes = method === 'POST' && options.evenIfSuspended !== true;
          if (writes && call.account.status !== 'active') throw accountNotActive();
          this.meetFaults(method, call);
          const answer = handler(call);
          const isWrite = answer.status === 201 || (method === 'POST' && path.startsWith('/v1/'));
          if (isWrite && this.isStruck('failAfterAccept', { method, pathname: call.pathname }))
            throw serverError();
          return answer;
        }),
    });
  }

  private meetFaults(method: string, { pathname, form }: Call): void {
    if (this.isStruck('rate429', { method, pathname })) throw tooManyRequests();
    const refusal = this.faults.refusalOf({ method, pathname });
    if (refusal === undefined) return;
    const quoted = refusal.echo ? `: ${JSON.stringify(form.toObject())}` : '';
    throw new TwilioError(refusal.status, refusal.code, `Refused on purpose${quoted}`);
  }

  private isStruck(rate: 'rate429' | 'failAfterAccept', target: Target): boolean {
    return this.faults.strikes(target) && this.faults.roll(rate);
  }

  private authorize(request: FastifyRequest): Call {
    const caller = this.accounts.authenticate(request.headers.authorization);
    if (caller === undefined) throw unauthenticated();
    const path = Object.fromEntries(
      Object.entries(request.params ?? {}).map(([name, value]) => [name, String(value)]),
    );
    const account = this.accounts.reachable(caller, path.AccountSid ?? caller.sid);
    if (account === undefined) throw notFound(pathnameOf(request));
    if (caller.status !== 'active') throw accountNotActive();
    return {
      caller,
      account,
      path,
      pathname: pathnameOf(request),
      query: Params.of(request.query),
      form: Params.of(request.body),
      apiVersion: headerOf(request, 'x-twilio-api-version'),
    };
  }

  private async answer(request: FastifyRequest, reply: FastifyReply, act: () => Answer) {
    const startedAt = Date.now();
    const target = { method: request.method, pathname: pathnameOf(request) };
    const { arrivalMs } = this.faults.settings;
    if (arrivalMs > 0 && this.faults.strikes(target)) await sleep(arrivalMs);
    const outcome = attempt(act);
    const { latencyMs } = this.faults.settings;
    if (latencyMs > 0 && this.faults.strikes(target)) await sleep(latencyMs);
    const error = outcome instanceof TwilioError ? outcome : undefined;
    this.log.add(request, { status: outcome.status, code: error?.code ?? null, startedAt });
    if (error?.status === 401) reply.header('www-authenticate', 'Basic realm="Twilio API"');
    reply.code(outcome.status).header('x-simulator', 'twilio');
    if (outcome instanceof TwilioError) return reply.send(outcome.toBody());
    return outcome.body === undefined ? reply.send() : reply.send(outcome.body);
  }
}

function attempt(act: () => Answer): Answer | TwilioError {
  try {
    return act();
  } catch (error) {
    if (error instanceof TwilioError) return error;
    throw error;
  }
}

function headerOf({ headers }: FastifyRequest, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' ? value : null;
}

function pathnameOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? request.url;
}
