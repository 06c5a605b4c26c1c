import type { ListMessages, MessageView, Page, Principal, SendMessage } from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { Messaging } from '../upstream/services.js';

@Injectable()
export class MessageClient {
  constructor(private readonly messaging: Messaging) {}

  /** Under an id that the caller's key leads to: a repeat finds the message that is there. */
  send(caller: Principal, id: string, message: SendMessage): Promise<MessageView> {
    return this.messaging.put(path`/messages/${id}`, caller, message);
  }

  get(caller: Principal, id: string): Promise<MessageView> {
    return this.messaging.get(path`/messages/${id}`, caller);
  }

  list(caller: Principal, query: ListMessages): Promise<Page<MessageView>> {
    return this.messaging.get('/messages', caller, query);
  }

  cancel(caller: Principal, id: string): Promise<MessageView> {
    return this.messaging.delete(path`/messages/${id}`, caller);
  }
}
