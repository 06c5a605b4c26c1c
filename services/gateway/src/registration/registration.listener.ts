import { RegistrationChanged } from '@fieldline/contracts';
import { type Delivery, OnEvents, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { notifyOwnersAndAdmins } from '../notification/notify.js';
import { keepRegistrations } from './registration.queries.js';
import { noticesOf } from './registration.facts.js';

/** How registrations go: for every sign-in, and for those who submitted them. */
@Controller()
export class RegistrationListener {
  @OnEvents(RegistrationChanged)
  async changed(events: readonly Received<RegistrationChanged>[], { tx }: Delivery): Promise<void> {
    await keepRegistrations(tx, events);
    await notifyOwnersAndAdmins(tx, events.flatMap(noticesOf));
  }
}
