/** Ways to send a text again whose outcome is unknown, planted: each a part of messaging made otherwise. */
import { Database } from '@fieldline/database';
import { Outbox, type RoundOutcome } from '@fieldline/events';
import { Injectable, type Provider } from '@nestjs/common';
import { MessagingModule } from '../src/app.module.js';
import { MessagingSettings } from '../src/config.js';
import { messaging } from '../src/index.js';
import { Reconciler } from '../src/message/reconciler.js';
import {
  type OutgoingText,
  type PostOutcome,
  TwilioMessages,
} from '../src/twilio/twilio-messages.js';

/** No answer, so once more: what most clients do of themselves. */
@Injectable()
class RetryingTwilio extends TwilioMessages {
  override async post(text: OutgoingText): Promise<PostOutcome> {
    const outcome = await super.post(text);
    return outcome.kind === 'unknown' ? super.post(text) : outcome;
  }
}

/** An error is an error: the dispatcher may try again. */
@Injectable()
class RefusingTwilio extends TwilioMessages {
  override async post(text: OutgoingText): Promise<PostOutcome> {
    const outcome = await super.post(text);
    return outcome.kind === 'unknown' ? { kind: 'refused', reason: outcome.reason } : outcome;
  }
}

/** What Twilio doesn't show it can't have got. */
@Injectable()
class RepostingReconciler extends Reconciler {
  constructor(
    private readonly messages: Database,
    outbox: Outbox,
    twilio: TwilioMessages,
    settings: MessagingSettings,
  ) {
    super(messages, outbox, twilio, settings);
  }

  protected override async round(): Promise<RoundOutcome> {
    const outcome = await super.round();
    await this.messages.query(
      `UPDATE message SET status = 'reserved', next_attempt_at = now() WHERE status = 'unknown'`,
    );
    return outcome;
  }
}

export interface PlantedRetry {
  readonly name: string;
  readonly part: Provider;
}

export const plantedRetries: readonly PlantedRetry[] = [
  { name: 'by the client', part: { provide: TwilioMessages, useClass: RetryingTwilio } },
  { name: 'by the dispatcher', part: { provide: TwilioMessages, useClass: RefusingTwilio } },
  { name: 'by the reconciler', part: { provide: Reconciler, useClass: RepostingReconciler } },
];

/** Messaging with one of its parts in another's place. */
export function messagingWith(...parts: readonly Provider[]): typeof messaging {
  return {
    ...messaging,
    module: (settings) => {
      const module = MessagingModule.with(settings);
      return { ...module, providers: [...(module.providers ?? []), ...parts] };
    },
  };
}
