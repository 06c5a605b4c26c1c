import type {
  ConversationView,
  EntryView,
  ListQuery,
  NameConversation,
  Page,
  Principal,
} from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { Messaging } from '../upstream/services.js';

@Injectable()
export class ConversationClient {
  constructor(private readonly messaging: Messaging) {}

  list(caller: Principal, query: ListQuery): Promise<Page<ConversationView>> {
    return this.messaging.get('/conversations', caller, query);
  }

  get(caller: Principal, id: string): Promise<ConversationView> {
    return this.messaging.get(path`/conversations/${id}`, caller);
  }

  entries(caller: Principal, id: string, query: ListQuery): Promise<Page<EntryView>> {
    return this.messaging.get(path`/conversations/${id}/entries`, caller, query);
  }

  name(caller: Principal, id: string, command: NameConversation): Promise<ConversationView> {
    return this.messaging.post(path`/conversations/${id}/name`, caller, command);
  }
}
