import { JobChanged } from '@fieldline/contracts';
import { type Delivery, OnEvents, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { keepJobs } from './job.queries.js';

/** Whose visits are: a text that waits is about its visit's customer, or doesn't go. */
@Controller()
export class JobListener {
  @OnEvents(JobChanged)
  async keep(events: readonly Received<JobChanged>[], { tx }: Delivery): Promise<void> {
    await keepJobs(tx, events);
  }
}
