/**
 * Before the stories: Postgres and Kafka, then the product on each transport, once for all files.
 * Their addresses go to the test files by the environment.
 */
import { registerHooks } from 'node:module';
import withKafka from '../../libs/testing/jest/with-kafka.mjs';

export default async function setUp() {
  await withKafka();
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const ours = context.parentURL?.endsWith('.ts') && specifier.startsWith('.');
      return next(ours ? specifier.replace(/\.js$/, '.ts') : specifier, context);
    },
  });
  const { Product, TRANSPORTS } = await import('./product.ts');
  hooks.deregister();
  const products = [];
  globalThis.storyProducts = products;
  for (const transport of TRANSPORTS) {
    if (transport === 'kafka' && !process.env.TEST_KAFKA_BROKERS) continue;
    const product = await Product.start({ transport });
    products.push(product);
    // The first has built everything.
    process.env.SKIP_BUILD = '1';
    const { url, phonesUrl, operatorKey, dataDir } = product;
    process.env[`STORY_${transport.toUpperCase()}`] = JSON.stringify({
      url,
      phonesUrl,
      operatorKey,
      dataDir,
    });
  }
}
