/** globalTeardown of Jest projects that use with-postgres.mjs or with-kafka.mjs. */
import { load } from './load.mjs';

export default async function tearDown() {
  const { tearDown: stopServers } = await load();
  await stopServers();
}
