import type { Principal } from '@fieldline/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PrincipalSigner } from './principal-signer.js';
import { Problem } from './problem.js';
import { serviceUnavailable } from './problems.js';
import { readAnswer } from './service-answer.js';
import { serviceUrl } from './service-url.js';
import { Turnstile } from './turnstile.js';

export interface ServiceClientOptions {
  /** How the service is called in messages: `billing`. */
  readonly name: string;
  readonly baseUrl: string;
  readonly signer: Pick<PrincipalSigner, 'sign'>;
  /** For the whole call with its repetitions; 5,000 when omitted. */
  readonly timeoutMs?: number;
  /** Repetitions of an idempotent call; 2 when omitted. */
  readonly retries?: number;
  /** Calls under way at once; 64 when omitted. Others wait their turn. */
  readonly maxInFlight?: number;
  /** Beyond it calls are refused at once; 5,000 when omitted. */
  readonly maxWaiting?: number;
  /** How long a call waits for its turn, before its own time-out begins; 60,000 when omitted. */
  readonly maxWaitMs?: number;
}

export interface CallOptions {
  /** Instead of the client's own, for a call that is known to take longer, or may not. */
  readonly timeoutMs?: number;
  /** Beside those of every call, for instance the id of what it makes. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface PostOptions extends CallOptions {
  /** Repeat it after a failure: only where the call carries the id of what it makes. */
  readonly idempotent?: boolean;
  /** Of a body that is text already and goes out as it is. */
  readonly contentType?: string;
}

interface Call extends PostOptions {
  readonly method: string;
  readonly path: string;
  readonly principal: Principal;
  readonly query?: object;
  readonly body?: unknown;
}

const RETRY_DELAY_MS = 50;
const RETRIED_STATUSES = new Set([502, 503, 504]);

/**
 * Calls another service on behalf of a principal. Its problems come back as they are; anything else
 * that goes wrong is `service_unavailable`, without addresses. The trace context is added by
 * the fetch instrumentation.
 */
export class ServiceClient {
  private readonly turnstile: Turnstile;

  constructor(private readonly options: ServiceClientOptions) {
    const { maxInFlight = 64, maxWaiting = 5_000, maxWaitMs = 60_000 } = options;
    this.turnstile = new Turnstile({ inside: maxInFlight, waiting: maxWaiting, waitMs: maxWaitMs });
  }

  /** @throws Problem */
  get<T>(path: string, principal: Principal, query?: object, options?: CallOptions): Promise<T> {
    return this.call({ ...options, method: 'GET', path, principal, query, idempotent: true });
  }

  /**
   * Repeated only when `idempotent`: say so when the body carries the id of what it makes.
   * @throws Problem
   */
  post<T>(path: string, principal: Principal, body?: unknown, options?: PostOptions): Promise<T> {
    return this.call({ ...options, method: 'POST', path, principal, body });
  }

  /** @throws Problem */
  put<T>(path: string, principal: Principal, body?: unknown, options?: CallOptions): Promise<T> {
    return this.call({ ...options, method: 'PUT', path, principal, body, idempotent: true });
  }

  /** @throws Problem */
  delete<T>(path: string, principal: Principal, query?: object): Promise<T> {
    return this.call({ method: 'DELETE', path, principal, query, idempotent: true });
  }

  /**
   * A long answer as it comes, as slowly as it is read. Only until it begins is there a time limit; who
   * stops reading ends it.
   * @throws Problem
   */
  async *stream(path: string, principal: Principal): AsyncGenerator<Uint8Array> {
    const { signer, name, timeoutMs = 5_000 } = this.options;
    const token = await signer.sign(principal);
    const reading = new AbortController();
    const late = setTimeout(() => reading.abort(), timeoutMs);
    try {
      const response = await this.send({ method: 'GET', path, principal }, token, reading.signal);
      clearTimeout(late);
      if (!response.ok) await readAnswer(response, name);
      for await (const chunk of response.body ?? []) yield chunk;
    } catch (error) {
      throw this.toProblem(error);
    } finally {
      clearTimeout(late);
      reading.abort();
    }
  }

  private async call<T>(call: Call): Promise<T> {
    const leave = await this.turnstile.enter();
    if (!leave) throw this.unavailable('overloaded');
    try {
      return await this.attempts<T>(call);
    } finally {
      leave();
    }
  }

  private async attempts<T>(call: Call): Promise<T> {
    const { signer, retries = 2, name } = this.options;
    const timeoutMs = call.timeoutMs ?? this.options.timeoutMs ?? 5_000;
    const token = await signer.sign(call.principal);
    const signal = AbortSignal.timeout(timeoutMs);
    const repetitions = call.idempotent ? retries : 0;
    for (let attempt = 0; ; attempt += 1) {
      const last = attempt >= repetitions;
      try {
        const response = await this.send(call, token, signal);
        if (last || !RETRIED_STATUSES.has(response.status)) {
          return (await readAnswer(response, name)) as T;
        }
        await response.body?.cancel();
      } catch (error) {
        if (last || !isConnectionError(error)) throw this.toProblem(error);
      }
      await this.pause(attempt, signal);
    }
  }

  private send(call: Call, token: string, signal: AbortSignal): Promise<Response> {
    const { method, path, query, body, contentType = 'application/json' } = call;
    return fetch(serviceUrl(this.options.baseUrl, path, query), {
      method,
      signal,
      redirect: 'error',
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': contentType }),
        ...call.headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  /** Full jitter: callers that failed together don't come back together. */
  private async pause(attempt: number, signal: AbortSignal): Promise<void> {
    const delayMs = Math.random() * RETRY_DELAY_MS * 2 ** attempt;
    await sleep(delayMs, undefined, { signal }).catch((error: unknown) => {
      throw this.toProblem(error);
    });
  }

  private toProblem(error: unknown): Problem {
    return error instanceof Problem ? error : this.unavailable('not available', error);
  }

  private unavailable(state: string, cause?: unknown): Problem {
    const detail = `The ${this.options.name} service is ${state}. Try again shortly.`;
    return serviceUnavailable(detail, cause);
  }
}

/** fetch reports what happens on the wire as a TypeError, and its deadline as something else. */
function isConnectionError(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'name' in error && error.name === 'TypeError'
  );
}
