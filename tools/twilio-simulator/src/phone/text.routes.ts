import type { FastifyInstance } from 'fastify';
import { DemoError, limitOf } from '../demo/demo.error.js';
import { LIMITS } from '../limits.js';
import type { Messages } from '../message/messages.js';
import { toTextView } from './phone.js';

/**
 * `GET /texts`: every text there is, oldest first, with what a phone doesn't show: whose it is and
 * where its callbacks go. `after` names the last text of the page before.
 */
export function textRoutes(server: FastifyInstance, messages: Messages): void {
  server.get<{ Querystring: { after?: string } }>('/texts', (request) => {
    const all = messages.all();
    const limit = limitOf(request.query, LIMITS.textsPage);
    const { after } = request.query;
    const start = after === undefined ? 0 : all.findIndex(({ sid }) => sid === after) + 1;
    if (after !== undefined && start === 0)
      throw new DemoError(404, 'unknown_text', 'There is no such text, or no longer');
    const page = all.slice(start, start + limit);
    const texts = page.map((message) => ({
      ...toTextView(message),
      accountSid: message.accountSid,
      statusCallback: message.statusCallback,
    }));
    const next = start + limit < all.length ? page.at(-1)?.sid : undefined;
    return { total: all.length, keeps: LIMITS.messages, texts, next: next ?? null };
  });
}
