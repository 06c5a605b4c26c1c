import {
  type ListQuery,
  type Page,
  type PutShortcut,
  SHORTCUTS_MAX,
  type ShortcutView,
  type Upserted,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { notFound, readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { checkShortcut } from './shortcut.body.js';
import { Shortcut } from './shortcut.entity.js';
import { tooManyShortcuts } from './shortcut.errors.js';
import { shortcutNameOf } from './shortcut.name.js';

@Injectable()
export class ShortcutService {
  constructor(private readonly database: Database) {}

  /** @throws invalid_request for the name, what `checkShortcut` refuses, too_many_shortcuts */
  async put(
    tenantId: string,
    text: string,
    { body }: PutShortcut,
  ): Promise<Upserted<ShortcutView>> {
    const name = shortcutNameOf(text);
    checkShortcut(body);
    return this.database.asTenant(tenantId, async (tx) => {
      if (await isNew(tx, { tenantId, name, body })) {
        // Counted with the new one. Two at once may both be the last: one too many does no harm.
        if ((await tx.countBy(Shortcut, { tenantId })) > SHORTCUTS_MAX)
          throw tooManyShortcuts(SHORTCUTS_MAX);
        return upserted('created', await tx.findOneByOrFail(Shortcut, { tenantId, name }));
      }
      const stored = await tx.findOneOrFail(Shortcut, {
        where: { tenantId, name },
        lock: { mode: 'pessimistic_write' },
      });
      if (stored.body === body) return upserted('unchanged', stored);
      const change = { body, version: stored.version + 1, updatedAt: new Date() };
      await tx.update(Shortcut, { tenantId, name }, change);
      return { ...upserted('updated', Object.assign(stored, change)), changed: ['body'] };
    });
  }

  get(tenantId: string, text: string): Promise<ShortcutView> {
    const name = shortcutNameOf(text);
    return this.database.asTenant(tenantId, async (tx) => {
      const shortcut = await tx.findOneBy(Shortcut, { tenantId, name });
      if (!shortcut) throw notFound('shortcut');
      return toShortcutView(shortcut);
    });
  }

  /** By name. */
  list(tenantId: string, { limit, cursor }: ListQuery): Promise<Page<ShortcutView>> {
    const [after] = readCursor(cursor, 1);
    return this.database.asTenant(tenantId, async (tx) => {
      const shortcuts = await tx.find(Shortcut, {
        where: { tenantId, ...(after !== undefined && { name: MoreThan(after) }) },
        order: { name: 'ASC' },
        take: limit + 1,
      });
      return toPage(shortcuts.map(toShortcutView), limit, ({ name }) => [name]);
    });
  }

  /** @returns its name, as it was stored */
  async delete(tenantId: string, text: string): Promise<{ name: string }> {
    const name = shortcutNameOf(text);
    const { affected } = await this.database.asTenant(tenantId, (tx) =>
      tx.delete(Shortcut, { tenantId, name }),
    );
    if (affected === 0) throw notFound('shortcut');
    return { name };
  }
}

async function isNew(
  tx: Transaction,
  shortcut: Pick<Shortcut, 'tenantId' | 'name' | 'body'>,
): Promise<boolean> {
  const inserted = await tx
    .createQueryBuilder()
    .insert()
    .into(Shortcut, ['tenantId', 'name', 'body'])
    .values(shortcut)
    .orIgnore()
    .returning('name')
    .execute();
  return (inserted.raw as unknown[]).length > 0;
}

function upserted(
  outcome: Upserted<ShortcutView>['outcome'],
  shortcut: Shortcut,
): Upserted<ShortcutView> {
  return { outcome, record: toShortcutView(shortcut), version: shortcut.version };
}

function toShortcutView({ name, body, createdAt, updatedAt }: Shortcut): ShortcutView {
  return {
    name,
    body,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
