/** globalSetup of Jest projects whose tests need Postgres. */
import { load } from './load.mjs';

export default async function withPostgres() {
  const { setUp } = await load();
  await setUp({ kafka: false });
}
