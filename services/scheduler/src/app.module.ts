import { Module } from '@nestjs/common';
import { ConsentCopyListener } from './consent-copy/consent-copy.listener.js';
import { ContactCopyController } from './contact-copy/contact-copy.controller.js';
import { ContactCopyListener } from './contact-copy/contact-copy.listener.js';
import { ContactCopyService } from './contact-copy/contact-copy.service.js';
import { JobTypeController } from './job-type/job-type.controller.js';
import { JobTypeService } from './job-type/job-type.service.js';
import { JobController } from './job/job.controller.js';
import { JobImporter } from './job/job.importer.js';
import { JobService } from './job/job.service.js';
import { JobWriter } from './job/job.writer.js';
import { TemplateController } from './template/template.controller.js';
import { TemplateService } from './template/template.service.js';
import { VisitController } from './visit/visit.controller.js';
import { VisitService } from './visit/visit.service.js';

@Module({
  controllers: [
    JobController,
    JobTypeController,
    TemplateController,
    VisitController,
    ConsentCopyListener,
    ContactCopyController,
    ContactCopyListener,
  ],
  providers: [
    JobService,
    JobImporter,
    JobWriter,
    JobTypeService,
    TemplateService,
    VisitService,
    ContactCopyService,
  ],
})
export class SchedulerModule {}
