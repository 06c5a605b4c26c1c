import http from 'node:http';
import https from 'node:https';
import { LIMITS } from '../limits.js';
import type { RetryReason } from './overrides.js';

/** `ct`: no connection; `rt`: connected, yet no answer in time. */
export type Outcome = { answered: number } | { failed: 'ct' | 'rt' };

export interface Attempt {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body: string;
  connectTimeoutMs: number;
  readTimeoutMs: number;
  signal: AbortSignal;
}

/** Makes one request and tells how it ended; it never throws. */
export class CallbackClient {
  private readonly agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: LIMITS.callbacksInFlight }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: LIMITS.callbacksInFlight }),
  };

  async send(attempt: Attempt): Promise<Outcome> {
    const first = await this.attempt(attempt);
    // The application may close an idle connection just as it is used again.
    return first === 'stale' ? this.send(attempt) : first;
  }

  close(): void {
    for (const agent of Object.values(this.agents)) agent.destroy();
  }

  private attempt(attempt: Attempt): Promise<Outcome | 'stale'> {
    const { url, method, headers, body, signal } = attempt;
    const secure = url.startsWith('https:');
    const { promise, resolve } = Promise.withResolvers<Outcome | 'stale'>();
    const agent = this.agents[secure ? 'https:' : 'http:'];
    const request = (secure ? https : http).request(url, { method, headers, agent, signal });
    const giveUp = () => request.destroy(new Error('timed out'));
    let connected = false;
    let timer = setTimeout(giveUp, attempt.connectTimeoutMs);
    const onConnect = () => {
      connected = true;
      clearTimeout(timer);
      timer = setTimeout(giveUp, attempt.readTimeoutMs);
    };
    request.once('socket', (socket) => {
      if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', onConnect);
      else onConnect();
    });
    request.once('response', (response) => {
      response.resume().once('error', () => undefined);
      resolve({ answered: response.statusCode ?? 0 });
    });
    request.on('error', (error) => {
      const reset = 'code' in error && error.code === 'ECONNRESET';
      resolve(request.reusedSocket && reset ? 'stale' : { failed: connected ? 'rt' : 'ct' });
    });
    request.once('close', () => clearTimeout(timer));
    request.end(body);
    return promise;
  }
}

/** Why an outcome may be tried again, or null when the callback has arrived. */
export function reasonOf(outcome: Outcome): RetryReason | null {
  if ('failed' in outcome) return outcome.failed;
  if (outcome.answered >= 500) return '5xx';
  return outcome.answered >= 400 ? '4xx' : null;
}
