/** A process that says again what it is asked to, until it is killed. Where: as JSON in the first argument. */
import { Database, type DatabaseSettings } from '@fieldline/database';
import { Outbox } from '../src/index.js';
import { newRepublisher, Sapling } from './nursery.js';

const settings = JSON.parse(process.argv[2] ?? '{}') as DatabaseSettings;
const database = await new Database(settings, [Sapling]).connect();
newRepublisher(database, new Outbox(database)).start();
