import { ConsentHoldChanged } from '@fieldline/contracts';
import { createRepublication } from '@fieldline/events';
import { jsonLinesBodies } from '@fieldline/http';
import { defineService } from '@fieldline/service';
import { SchedulerModule } from './app.module.js';
import { SchedulerSettings } from './config.js';
import { exported } from './exported.js';
import { ConsentCopy } from './consent-copy/consent-copy.entity.js';
import { ContactCopy } from './contact-copy/contact-copy.entity.js';
import { CreateJob1764000000000 } from './database/migrations/1764000000000-create-job.js';
import { LetWorkersLockJobs1764160000000 } from './database/migrations/1764160000000-let-workers-lock-jobs.js';
import { IndexVisits1765000000000 } from './database/migrations/1765000000000-index-visits.js';
import { EraseAddresses1765400000000 } from './database/migrations/1765400000000-erase-addresses.js';
import { CopyConsent1766100000000 } from './database/migrations/1766100000000-copy-consent.js';
import { CreateTemplate1767200000000 } from './database/migrations/1767200000000-create-template.js';
import { JobType } from './job-type/job-type.entity.js';
import { Job } from './job/job.entity.js';
import { jobFact } from './job/job.fact.js';
import { Template } from './template/template.entity.js';

export const scheduler = defineService({
  name: 'scheduler',
  Settings: SchedulerSettings,
  module: () => SchedulerModule,
  entities: [Job, JobType, Template, ConsentCopy, ContactCopy],
  migrations: [
    CreateJob1764000000000,
    createRepublication('scheduler'),
    LetWorkersLockJobs1764160000000,
    IndexVisits1765000000000,
    EraseAddresses1765400000000,
    CopyConsent1766100000000,
    CreateTemplate1767200000000,
  ],
  states: [jobFact],
  // Messaging, which has it first, keeps texts to who is on hold.
  ignores: [ConsentHoldChanged],
  exports: exported,
  bodyParsers: jsonLinesBodies,
});
