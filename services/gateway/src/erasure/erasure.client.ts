import type { ErasureView, ListQuery, Page, Principal, RequestErasure } from '@fieldline/contracts';
import { invalidRequest, path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { refOf } from '../ref.js';
import { Messaging } from '../upstream/services.js';

@Injectable()
export class ErasureClient {
  constructor(private readonly messaging: Messaging) {}

  /** Under an id that the caller's key leads to: a repeat finds the erasure that is there. */
  request(caller: Principal, id: string, command: RequestErasure): Promise<ErasureView> {
    const { contactId, smsNumber } = command;
    if ((typeof contactId === 'string') === (typeof smsNumber === 'string')) throw nameOne();
    if (typeof contactId === 'string') refOf(contactId, 'contact');
    return this.messaging.post('/erasures', caller, { ...command, id }, { idempotent: true });
  }

  get(caller: Principal, id: string): Promise<ErasureView> {
    return this.messaging.get(path`/erasures/${id}`, caller);
  }

  list(caller: Principal, query: ListQuery): Promise<Page<ErasureView>> {
    return this.messaging.get('/erasures', caller, query);
  }
}

const nameOne = () =>
  invalidRequest(
    ['contactId', 'smsNumber'].map((field) => ({ field, message: 'name one of the two' })),
  );
