import type { FastifyRequest } from 'fastify';
import { LIMITS } from '../limits.js';
import { namesOnly } from '../trusthub/attributes.js';

export interface LoggedRequest {
  id: number;
  at: string;
  method: string;
  path: string;
  query: unknown;
  /** The host that the client meant, when it says so in `X-Sim-Host` or `X-Twilio-Host`. */
  host: string | null;
  /** `AC…:***`: whose credentials, never the secret. */
  credentials: string | null;
  form: unknown;
  status: number;
  code: number | null;
  durationMs: number;
}

const SECRET = /token|secret|password|authorization/i;

/** What was asked of Twilio's API, newest first; secrets masked, values and length bounded. */
export class RequestLog {
  private readonly entries: LoggedRequest[] = [];
  private nextId = 1;

  add(
    request: FastifyRequest,
    outcome: { status: number; code: number | null; startedAt: number },
  ): void {
    const host = request.headers['x-sim-host'] ?? request.headers['x-twilio-host'];
    this.entries.push({
      id: this.nextId,
      at: new Date(outcome.startedAt).toISOString(),
      method: request.method,
      path: request.url.split('?')[0] ?? '',
      query: masked(request.query),
      host: typeof host === 'string' ? host : null,
      credentials: credentialsOf(request.headers.authorization),
      form: masked(request.body),
      status: outcome.status,
      code: outcome.code,
      durationMs: Date.now() - outcome.startedAt,
    });
    this.nextId += 1;
    if (this.entries.length > LIMITS.requestLog) this.entries.shift();
  }

  newest(limit: number): LoggedRequest[] {
    return this.entries.slice(-limit).toReversed();
  }
}

function credentialsOf(header: string | undefined): string | null {
  if (header === undefined) return null;
  const encoded = /^Basic (\S+)$/i.exec(header)?.[1];
  if (encoded === undefined) return '***';
  const [user = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return `${user.slice(0, 34)}:***`;
}

function masked(source: unknown): Record<string, unknown> {
  if (typeof source !== 'object' || source === null) return {};
  return Object.fromEntries(
    Object.entries(source).map(([name, value]) => [name, shown(name, value)]),
  );
}

/** An end user's attributes may hold a tax number, whatever the field, so none is shown. */
function shown(name: string, value: unknown): unknown {
  if (name === 'Attributes') return namesOnly(value);
  return SECRET.test(name) ? '***' : cut(value);
}

function cut(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, LIMITS.mediaPerMessage + 1).map(cut);
  return typeof value === 'string' ? value.slice(0, LIMITS.loggedValueCharacters) : value;
}
