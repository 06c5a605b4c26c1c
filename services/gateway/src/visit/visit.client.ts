import {
  type ConversationView,
  type Principal,
  VISITED_AT_ONCE,
  type VisitsView,
} from '@fieldline/contracts';
import { Injectable } from '@nestjs/common';
import { ConversationClient } from '../conversation/conversation.client.js';
import { Scheduler } from '../upstream/services.js';

export type NamedVisits = VisitsView & { name: string };

@Injectable()
export class VisitClient {
  constructor(
    private readonly conversations: ConversationClient,
    private readonly scheduler: Scheduler,
  ) {}

  /** Of every contact that has the thread's number. A stranger has none. @throws not_found */
  async ofConversation(caller: Principal, id: string): Promise<NamedVisits[]> {
    const { names } = await this.conversations.get(caller, id);
    const contacts = names.filter(isContact).slice(0, VISITED_AT_ONCE);
    if (contacts.length === 0) return [];
    const contactIds = contacts.map(({ contactId }) => contactId).join(',');
    const { items } = await this.scheduler.get<{ items: VisitsView[] }>('/visits', caller, {
      contactIds,
    });
    return items.map((visits, index) => ({ ...visits, name: contacts[index]!.name }));
  }
}

type Name = ConversationView['names'][number];

/** Employees have threads too, and no visits of their own. */
function isContact(name: Name): name is Name & { contactId: string } {
  return typeof name.contactId === 'string';
}
