/** globalSetup of Jest projects whose tests need Postgres and Kafka. */
import { load } from './load.mjs';

export default async function withKafka() {
  const { setUp } = await load();
  await setUp({ kafka: true });
}
