import { SendingPauseChanged } from '@fieldline/contracts';
import { type Delivery, OnEvent, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { EmailSender } from '../email/email.sender.js';
import { Dispatcher } from '../message/dispatcher.js';
import { haltSending } from './sending-pause.queries.js';

@Controller()
export class SendingPauseListener {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly emails: EmailSender,
  ) {}

  /** The same version again mends the copy. */
  @OnEvent(SendingPauseChanged)
  async keep({ payload }: Received<SendingPauseChanged>, { tx }: Delivery): Promise<void> {
    const { pauseId, paused, version } = payload;
    if (paused) await haltSending(tx);
    await tx.query(
      `INSERT INTO sending_pause (tenant_id, paused, version) VALUES ($1, $2, $3)
       ON CONFLICT (tenant_id) DO UPDATE SET paused = excluded.paused, version = excluded.version
       WHERE sending_pause.version <= excluded.version`,
      [pauseId, paused, version],
    );
    this.dispatcher.wakeAfter(tx);
    this.emails.wakeAfter(tx);
  }
}
