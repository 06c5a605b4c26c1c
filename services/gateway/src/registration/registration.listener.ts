import { RegistrationChanged } from '@fieldline/contracts';
import { type Delivery, OnEvents, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { notifyAll } from '../notification/notify.js';
import { keepRegistrations, ownersAndAdmins } from './registration.queries.js';
import { noticesOf } from './registration.facts.js';

/** How registrations go: for every sign-in, and for those who submitted them. */
@Controller()
export class RegistrationListener {
  @OnEvents(RegistrationChanged)
  async changed(events: readonly Received<RegistrationChanged>[], { tx }: Delivery): Promise<void> {
    await keepRegistrations(tx, events);
    const notices = events.flatMap(noticesOf);
    const told = await ownersAndAdmins(
      tx,
      notices.map(({ tenantId }) => tenantId),
    );
    await notifyAll(
      tx,
      notices.flatMap((notice) =>
        (told.get(notice.tenantId) ?? []).map((userId) => ({ ...notice, userId })),
      ),
    );
  }
}
