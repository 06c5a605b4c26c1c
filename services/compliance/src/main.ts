import { runService } from '@fieldline/service';
import { compliance } from './service.js';

await runService(compliance);
