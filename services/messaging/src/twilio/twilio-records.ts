import { CARRIER_STATUSES, type Direction, type MessageStatus } from '@fieldline/contracts';
import { Injectable } from '@nestjs/common';
import { FROM_CARRIER } from '../message/message.status.js';
import { TwilioClient } from './twilio-client.js';

/** Twilio's own record of a text that we sent or were sent. */
export interface TwilioRecord {
  readonly providerMessageId: string;
  readonly direction: Direction;
  /** In our words. */
  readonly status: MessageStatus;
  /** Null until Twilio has counted. */
  readonly segments: number | null;
  /** To the second, by Twilio's clock. */
  readonly createdAt: Date;
}

export interface RecordPage {
  readonly records: readonly TwilioRecord[];
  /** Where the next page is to be had; null on the last. */
  readonly nextPageUrl: string | null;
}

/** The most that Twilio puts on a page. */
const PAGE_MAX = 1_000;
const LAST_SECOND_MS = 86_399_000;
const NOT_FOUND = 404;

/** What Twilio says it has, whatever we know of it. */
@Injectable()
export class TwilioRecords {
  constructor(private readonly client: TwilioClient) {}

  /**
   * A page of what an account sent and received on a day. Both ends are asked for by instants within
   * the day, so that it's the same whether Twilio reads days or seconds.
   * @param midnight the day's first instant, in UTC
   * @param pageUrl `nextPageUrl` of the page before; null for the first
   * @throws whatever went wrong: ask again later
   */
  async page(accountSid: string, midnight: Date, pageUrl: string | null): Promise<RecordPage> {
    const { messages } = this.client.of(accountSid);
    const page = await (pageUrl === null
      ? messages.page({
          dateSentAfter: midnight,
          dateSentBefore: new Date(midnight.getTime() + LAST_SECOND_MS),
          pageSize: PAGE_MAX,
        })
      : messages.getPage(pageUrl));
    return {
      records: page.instances.flatMap((message) => toRecord(message) ?? []),
      nextPageUrl: page.nextPageUrl ?? null,
    };
  }

  /** Null when Twilio has no such record. @throws whatever else went wrong: ask again later */
  async fetch(accountSid: string, providerMessageId: string): Promise<TwilioRecord | null> {
    try {
      return toRecord(await this.client.of(accountSid).messages(providerMessageId).fetch());
    } catch (error) {
      if ((error as { status?: unknown }).status === NOT_FOUND) return null;
      throw error;
    }
  }
}

interface Message {
  readonly sid: string;
  readonly direction: string;
  readonly status: string;
  readonly numSegments: string;
  readonly dateCreated: Date;
}

/** Null for what Twilio answers by itself, to keywords for instance: it's none of ours. */
function toRecord({
  sid,
  direction,
  status,
  numSegments,
  dateCreated,
}: Message): TwilioRecord | null {
  if (direction !== 'inbound' && direction !== 'outbound-api') return null;
  const isInbound = direction === 'inbound';
  const count = Number(numSegments);
  return {
    providerMessageId: sid,
    direction: isInbound ? 'inbound' : 'outbound',
    status: isInbound ? 'received' : statusOf(status),
    segments: Number.isInteger(count) && count > 0 ? count : null,
    createdAt: dateCreated,
  };
}

/** A word that we don't know yet is one of its way, not of its end. */
function statusOf(word: string): MessageStatus {
  const known = CARRIER_STATUSES.find((status) => status === word);
  return known ? FROM_CARRIER[known] : 'submitted';
}
