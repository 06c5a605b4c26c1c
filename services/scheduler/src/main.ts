import { runService } from '@fieldline/service';
import { scheduler } from './service.js';

await runService(scheduler);
