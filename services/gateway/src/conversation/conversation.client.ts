import type {
  ConversationCounts,
  ConversationView,
  EntryView,
  ListConversations,
  ListQuery,
  NameConversation,
  Page,
  Principal,
  ReadConversation,
} from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { Messaging } from '../upstream/services.js';

/** What can be done with a thread, as it is called in paths. */
type Act = 'claim' | 'release' | 'takeover' | 'transfer' | 'resolve' | 'reopen';

@Injectable()
export class ConversationClient {
  constructor(private readonly messaging: Messaging) {}

  list(caller: Principal, query: ListConversations): Promise<Page<ConversationView>> {
    return this.messaging.get('/conversations', caller, query);
  }

  counts(caller: Principal): Promise<ConversationCounts> {
    return this.messaging.get('/conversations/counts', caller);
  }

  get(caller: Principal, id: string): Promise<ConversationView> {
    return this.messaging.get(path`/conversations/${id}`, caller);
  }

  entries(caller: Principal, id: string, query: ListQuery): Promise<Page<EntryView>> {
    return this.messaging.get(path`/conversations/${id}/entries`, caller, query);
  }

  take(caller: Principal, id: string, act: Act, command: object = {}): Promise<ConversationView> {
    return this.messaging.post(path`/conversations/${id}/${act}`, caller, command);
  }

  read(caller: Principal, id: string, command: ReadConversation): Promise<ConversationView> {
    return this.messaging.post(path`/conversations/${id}/read`, caller, command, {
      idempotent: true,
    });
  }

  name(caller: Principal, id: string, command: NameConversation): Promise<ConversationView> {
    return this.messaging.post(path`/conversations/${id}/name`, caller, command);
  }
}
