import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DemoError } from './demo.error.js';

/**
 * The simulator's own API asks for no credentials, so a web page elsewhere must not reach it
 * through somebody's browser: neither by a cross-site request (Origin) nor by a name that points
 * at this machine (Host; DNS rebinding needs a name, so an address is fine).
 */
export function guardFromBrowsers(server: FastifyInstance, allowedHosts: readonly string[]): void {
  const names = new Set(['localhost', ...allowedHosts.map((name) => name.toLowerCase())]);

  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
    reply.header('cross-origin-resource-policy', 'same-origin').header('x-frame-options', 'DENY');
    if (!names.has(hostnameOf(request)) && isIP(hostnameOf(request)) === 0) {
      throw new DemoError(403, 'host_not_allowed', 'Open the simulator by localhost');
    }
    if (isCrossSite(request)) {
      throw new DemoError(403, 'cross_site', 'Requests from other sites are refused');
    }
  });
}

function hostnameOf({ headers: { host } }: FastifyRequest): string {
  const url = `http://${host ?? ''}`;
  return URL.canParse(url) ? new URL(url).hostname.replaceAll(/[[\]]/g, '') : '';
}

function isCrossSite({ headers }: FastifyRequest): boolean {
  const { origin } = headers;
  if (origin !== undefined) return origin !== `http://${headers.host ?? ''}`;
  const site = headers['sec-fetch-site'];
  return (
    headers['sec-fetch-mode'] !== 'navigate' && (site === 'cross-site' || site === 'same-site')
  );
}
