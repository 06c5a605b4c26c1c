import { describe, expect, test } from '@jest/globals';
import { EventType } from '@fieldline/contracts';
import type { MessageHandler } from '@nestjs/microservices';
import { IsUUID } from 'class-validator';
import { of, throwError } from 'rxjs';
import { handlerTable } from './event-server.js';
import type { Delivery } from './handlers.js';

class Sign {
  @IsUUID() id!: string;
}
const rest = { key: 'id', subject: 'id', example: { id: '' } } as const;

@EventType<Lit>({ type: 'street.lamp.lit.v1', ...rest })
class Lit extends Sign {}
@EventType<Dimmed>({ type: 'street.lamp.dimmed.v1', ...rest })
class Dimmed extends Sign {}
@EventType<Opened>({ type: 'street.door.opened.v1', ...rest })
class Opened extends Sign {}

const LIT = 'street.lamp.lit.v1';
const DIMMED = 'street.lamp.dimmed.v1';

function handler(over: Partial<MessageHandler> = {}): MessageHandler {
  return Object.assign(async () => undefined, over);
}

const table = (
  handlers: Record<string, MessageHandler>,
  ...ignores: Parameters<typeof handlerTable>[1]
) => handlerTable(new Map(Object.entries(handlers)), ignores);

describe('handlerTable', () => {
  test('hears the topics of its handlers, and no other', () => {
    const { topics, handlers, ignored } = table(
      { [LIT]: handler({ extras: { batch: true } }) },
      Dimmed,
    );
    expect(topics).toEqual(['street.lamp']);
    expect([...handlers].map(([type, { batch }]) => [type, batch])).toEqual([[LIT, true]]);
    expect([...ignored]).toEqual([DIMMED]);
  });

  test('without handlers hears nothing', () => {
    expect(table({}).topics).toEqual([]);
  });

  test.each<[string, () => unknown, string]>([
    [
      'two handlers that take it differently',
      () => table({ [LIT]: handler({ next: handler({ extras: { batch: true } }) }) }, Dimmed),
      `${LIT} is handled both by the run and one by one`,
    ],
    [
      'none for a type it hears',
      () => table({ [LIT]: handler() }),
      `${DIMMED} is heard but has no handler`,
    ],
    [
      'a type both handled and ignored',
      () => table({ [LIT]: handler() }, Lit, Dimmed),
      `${LIT} is both handled and ignored`,
    ],
    [
      'a type that is not an event',
      () => table({ 'street.lamp.lost.v1': handler() }),
      'which is not an event',
    ],
    [
      'an ignored class that is not an event',
      () => table({ [LIT]: handler() }, Sign),
      'not declared with @EventType',
    ],
  ])('does not boot with %s', (_, boot, message) => {
    expect(boot).toThrow(message);
  });

  test('a handler is done when what it returns is done, and its errors stay what they are', async () => {
    const mine = new TypeError('mine');
    const run = async (result: () => unknown): Promise<void> => {
      const handle = (async () => result()) as unknown as MessageHandler;
      const { handlers } = table({ [LIT]: handle }, Dimmed);
      await handlers.get(LIT)?.handle([], {} as Delivery);
    };
    await expect(run(() => of(1, 2))).resolves.toBeUndefined();
    await expect(run(() => throwError(() => mine))).rejects.toBe(mine);
  });

  test('two handlers of a type follow each other, and none comes after one that failed', async () => {
    const done: string[] = [];
    const slow = async (name: string): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, name === 'first' ? 30 : 5));
      if (name === 'fails') throw new Error(name);
      done.push(name);
    };
    const chain = (...names: string[]): MessageHandler => {
      const [name = '', ...later] = names;
      // As Nest makes it: the first calls the one that is chained to it.
      const own: MessageHandler = Object.assign(
        async () => void (await Promise.all([slow(name), own.next?.([], undefined)])),
        later.length > 0 && { next: chain(...later) },
      );
      return own;
    };
    const run = (...names: string[]) =>
      table({ [LIT]: chain(...names) }, Dimmed)
        .handlers.get(LIT)
        ?.handle([], {} as Delivery);
    await run('first', 'second', 'third');
    expect(done).toEqual(['first', 'second', 'third']);
    await expect(run('fourth', 'fails', 'never')).rejects.toThrow('fails');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(done.slice(3)).toEqual(['fourth']);
  });

  test('other topics of the catalogue do not matter to it', () => {
    expect(table({ [LIT]: handler() }, Dimmed, Opened).topics).toEqual(['street.lamp']);
  });
});
