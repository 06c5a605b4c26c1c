import tearDownServers from '../../libs/testing/jest/tear-down.mjs';

export default async function tearDown() {
  for (const product of globalThis.storyProducts ?? []) await product.remove();
  await tearDownServers();
}
