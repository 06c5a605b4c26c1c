import type {
  ListQuery,
  Page,
  Principal,
  PutShortcut,
  ShortcutView,
  Upserted,
} from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { Messaging } from '../upstream/services.js';

@Injectable()
export class ShortcutClient {
  constructor(private readonly messaging: Messaging) {}

  put(caller: Principal, name: string, shortcut: PutShortcut): Promise<Upserted<ShortcutView>> {
    return this.messaging.put(path`/shortcuts/${name}`, caller, shortcut);
  }

  list(caller: Principal, query: ListQuery): Promise<Page<ShortcutView>> {
    return this.messaging.get('/shortcuts', caller, query);
  }

  get(caller: Principal, name: string): Promise<ShortcutView> {
    return this.messaging.get(path`/shortcuts/${name}`, caller);
  }

  /** @returns its name, as it was stored */
  delete(caller: Principal, name: string): Promise<{ name: string }> {
    return this.messaging.delete(path`/shortcuts/${name}`, caller);
  }
}
