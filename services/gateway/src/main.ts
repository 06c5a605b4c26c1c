import { runService } from '@fieldline/service';
import { gateway } from './service.js';

await runService(gateway);
