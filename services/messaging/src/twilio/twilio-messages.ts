import { callbackPath, CARRIER_STATUSES, type CarrierStatus } from '@fieldline/contracts';
import { counter, traceparent } from '@fieldline/telemetry';
import { Injectable } from '@nestjs/common';
import { MessagingSettings } from '../config.js';
import { callbackUrl } from './callback-url.js';
import { TwilioClient } from './twilio-client.js';

export interface OutgoingText {
  readonly tenantId: string;
  readonly messageId: string;
  readonly accountSid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
}

/** How an attempt to hand a text to Twilio ended. */
export type PostOutcome =
  | {
      readonly kind: 'submitted';
      readonly providerMessageId: string;
      readonly segments: number | null;
    }
  | { readonly kind: 'rejected'; readonly providerCode: number | null }
  /** Twilio surely doesn't have it: it may be tried again. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Twilio may have it: it is never tried again. */
  | { readonly kind: 'unknown'; readonly reason: string };

export interface FetchedText {
  readonly providerMessageId: string;
  readonly status: CarrierStatus;
  readonly providerCode: number | null;
  /** Null until Twilio has counted. */
  readonly segments: number | null;
}

/** A text that Twilio took from one of our numbers for somebody. */
export interface ListedText extends FetchedText {
  readonly body: string;
  /** To the second, by Twilio's clock. */
  readonly createdAt: Date;
}

export interface ListedTexts {
  readonly texts: readonly ListedText[];
  /** False when there are more than are read. */
  readonly isComplete: boolean;
}

const LIST_PAGE = 200;
const LIST_MAX = 1_000;
const NOT_FOUND = 404;
const TOO_MANY_REQUESTS = 429;
/** Says nothing about whether the request was taken. */
const REQUEST_TIMEOUT = 408;
/** The connection was never made, so nothing was sent. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** Whether Twilio couldn't answer anybody just now, rather than not this question: then ask less. */
export function isOutage(error: unknown): boolean {
  const { status } = (error ?? {}) as { status?: unknown };
  return typeof status !== 'number' || status === TOO_MANY_REQUESTS || status >= 500;
}

@Injectable()
export class TwilioMessages {
  private readonly requests = counter('fieldline.twilio.requests');

  constructor(
    private readonly client: TwilioClient,
    private readonly settings: MessagingSettings,
  ) {}

  /** One POST, never repeated here. Doesn't throw: what went wrong is the outcome. */
  async post(text: OutgoingText): Promise<PostOutcome> {
    const outcome = await this.tryPost(text);
    this.requests.add(1, { outcome: outcome.kind });
    return outcome;
  }

  /** Undefined when Twilio doesn't have it any more. @throws whatever else went wrong: ask again later */
  async fetch(accountSid: string, providerMessageId: string): Promise<FetchedText | undefined> {
    try {
      return toFetched(await this.client.of(accountSid).messages(providerMessageId).fetch());
    } catch (error) {
      if ((error as { status?: unknown }).status === NOT_FOUND) return undefined;
      throw error;
    }
  }

  /**
   * What Twilio took from one of our numbers for somebody, newest first, at most 1,000.
   * @param since sent since then, where Twilio knows when; null for all
   * @throws whatever went wrong: ask again later
   */
  async list(
    { accountSid, from, to }: Pick<OutgoingText, 'accountSid' | 'from' | 'to'>,
    since: Date | null,
  ): Promise<ListedTexts> {
    const messages = await this.client.of(accountSid).messages.list({
      from,
      to,
      ...(since && { dateSentAfter: since }),
      pageSize: LIST_PAGE,
      limit: LIST_MAX + 1,
    });
    const texts = messages
      .filter((each) => each.from === from && each.to === to && each.direction === 'outbound-api')
      .map((each) => ({ ...toFetched(each), body: each.body, createdAt: each.dateCreated }));
    return { texts: texts.slice(0, LIST_MAX), isComplete: messages.length <= LIST_MAX };
  }

  private async tryPost({
    tenantId,
    messageId,
    accountSid,
    from,
    to,
    body,
  }: OutgoingText): Promise<PostOutcome> {
    const path = callbackPath.status(
      tenantId,
      messageId,
      this.settings.callbackSecret,
      traceparent(),
    );
    try {
      const message = await this.client.of(accountSid).messages.create({
        from,
        to,
        body,
        statusCallback: callbackUrl(this.settings, path),
        validityPeriod: this.settings.messageValiditySeconds,
      });
      return {
        kind: 'submitted',
        providerMessageId: message.sid,
        segments: toSegments(message.numSegments),
      };
    } catch (error) {
      return toOutcome(error);
    }
  }
}

function toFetched(message: {
  sid: string;
  status: string;
  errorCode: number | null;
  numSegments: string;
}): FetchedText {
  return {
    providerMessageId: message.sid,
    status: toCarrierStatus(message.status),
    providerCode: message.errorCode ?? null,
    segments: toSegments(message.numSegments),
  };
}

function toOutcome(error: unknown): PostOutcome {
  const { status, code: providerCode } = (error ?? {}) as { status?: unknown; code?: unknown };
  if (typeof status === 'number') {
    if (status === TOO_MANY_REQUESTS) return { kind: 'refused', reason: 'rate limited' };
    if (status >= 400 && status < 500 && status !== REQUEST_TIMEOUT)
      return {
        kind: 'rejected',
        providerCode: typeof providerCode === 'number' ? providerCode : null,
      };
    return { kind: 'unknown', reason: `HTTP ${status}` };
  }
  const code = codeOf(error);
  if (NEVER_SENT.has(code)) return { kind: 'refused', reason: code };
  return { kind: 'unknown', reason: code };
}

function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? 'no answer' : codeOf(cause);
}

/** Twilio counts as text, and says "0" while it hasn't counted. */
function toSegments(text: string): number | null {
  const count = Number(text);
  return Number.isInteger(count) && count > 0 ? count : null;
}

function toCarrierStatus(status: string): CarrierStatus {
  return CARRIER_STATUSES.find((known) => known === status) ?? 'queued';
}
