import tearDownServers from '../../libs/testing/jest/tear-down.mjs';

const SHOWN = 20;

export default async function tearDown() {
  for (const product of globalThis.storyProducts ?? []) {
    await product.remove();
    showTroubles(product);
  }
  await tearDownServers();
}

/** What the shared products warned of, each once: a story that failed may have its cause there. */
function showTroubles({ transport, printed }) {
  const troubles = new Map();
  for (const line of printed.split('\n')) {
    if (!/^\{.*"level":"(?:warn|error|fatal)".*\}$/.test(line)) continue;
    const { service, level, msg } = JSON.parse(line);
    const trouble = `${level} ${service}: ${msg}`;
    troubles.set(trouble, (troubles.get(trouble) ?? 0) + 1);
  }
  for (const [trouble, times] of [...troubles].slice(0, SHOWN))
    console.log(`${transport}, ${times} times: ${trouble}`);
}
