import { runService } from '@fieldline/service';
import { billing } from './service.js';

await runService(billing);
