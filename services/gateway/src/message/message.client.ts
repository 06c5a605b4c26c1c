import type {
  AcceptMessage,
  ListMessages,
  MessageContext,
  MessageJob,
  MessageView,
  Page,
  Principal,
  SendMessage,
} from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { ContactClient } from '../contact/contact.client.js';
import { JobClient } from '../job/job.client.js';
import { refOf } from '../ref.js';
import { Messaging } from '../upstream/services.js';

@Injectable()
export class MessageClient {
  constructor(
    private readonly messaging: Messaging,
    private readonly jobs: JobClient,
    private readonly contacts: ContactClient,
  ) {}

  /**
   * Under an id that the caller's key leads to: a repeat finds the message that is there.
   * @throws not_found for a job or contact of its context that isn't there
   */
  async send(
    caller: Principal,
    id: string,
    { context, ...text }: SendMessage,
  ): Promise<MessageView> {
    const job = context && (await this.jobOf(caller, context));
    const message: AcceptMessage = { ...text, ...(job && { job }) };
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

  private async jobOf(
    caller: Principal,
    { jobId, contactId }: MessageContext,
  ): Promise<MessageJob | undefined> {
    const jobRef = jobId === undefined ? undefined : refOf(jobId, 'job');
    const contactRef = contactId === undefined ? undefined : refOf(contactId, 'contact');
    const [job] = await Promise.all([
      jobRef === undefined ? undefined : this.jobs.get(caller, jobRef),
      contactRef === undefined ? undefined : this.contacts.get(caller, contactRef),
    ]);
    return job && { id: job.id, type: job.jobType };
  }
}
