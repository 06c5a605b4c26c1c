import type {
  AcceptMessage,
  ListMessages,
  MessageView,
  Page,
  PreviewMessage,
  Principal,
  SendMessage,
  TextPreview,
} from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { FieldCodeService, type ReadText } from '../field-code/field-code.service.js';
import { JobClient } from '../job/job.client.js';
import { refOf } from '../ref.js';
import { orNull } from '../upstream/ask-all.js';
import { Messaging } from '../upstream/services.js';

@Injectable()
export class MessageClient {
  constructor(
    private readonly messaging: Messaging,
    private readonly fieldCodes: FieldCodeService,
    private readonly jobs: JobClient,
  ) {}

  /**
   * Under an id that the caller's key leads to: a repeat finds the message that is there.
   * @throws not_found for a job or contact of its context that isn't there, and what its field codes are refused for
   */
  async send(
    caller: Principal,
    tenantId: string,
    id: string,
    { context, class: textClass, ...text }: SendMessage,
  ): Promise<MessageView> {
    const read = await this.fieldCodes.read(caller, tenantId, { ...text, context });
    return this.accept(caller, id, { ...text, ...(textClass && { textClass }) }, read);
  }

  /** What a text would say to them. @throws not_found, invalid_number */
  preview(caller: Principal, text: PreviewMessage): Promise<TextPreview> {
    return this.messaging.post('/messages/preview', caller, text, { idempotent: true });
  }

  get(caller: Principal, id: string): Promise<MessageView> {
    return this.messaging.get(path`/messages/${id}`, caller);
  }

  /** @throws not_found for a visit or a contact that isn't there */
  async list(caller: Principal, { jobId, ...query }: ListMessages): Promise<Page<MessageView>> {
    const job = jobId === undefined ? undefined : await this.jobs.get(caller, refOf(jobId, 'job'));
    return this.messaging.get('/messages', caller, { ...query, ...(job && { jobId: job.id }) });
  }

  cancel(caller: Principal, id: string): Promise<MessageView> {
    return this.messaging.delete(path`/messages/${id}`, caller);
  }

  /**
   * A text with codes that is there already says what it said, whatever its records say by now.
   * @param employee who is texted, when it's one of the crew
   */
  async accept(
    caller: Principal,
    id: string,
    text: Omit<AcceptMessage, 'job' | 'aboutContactId' | 'asked'>,
    { job, aboutContactId, asked, body }: ReadText,
    employee?: { readonly name: string },
  ): Promise<MessageView> {
    const first = asked === undefined ? null : await orNull(this.get(caller, id));
    const message: AcceptMessage = {
      ...text,
      body: first ? first.body || text.body : await body(employee),
      ...(job && { job }),
      ...(aboutContactId !== undefined && { aboutContactId }),
      ...(asked !== undefined && { asked }),
    };
    return this.messaging.put(path`/messages/${id}`, caller, message);
  }
}
