import { runService } from '@fieldline/service';
import { messaging } from './service.js';

await runService(messaging);
