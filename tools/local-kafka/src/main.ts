/** A broker started by hand: `npm run kafka -w tools/local-kafka -- [port]`; Ctrl-C stops it. */
import { fileURLToPath } from 'node:url';
import { startKafka } from './start.js';

const DATA_DIR = fileURLToPath(new URL('../../../.data/kafka', import.meta.url));

try {
  const kafka = await startKafka({
    dataDir: process.env.KAFKA_DATA_DIR || DATA_DIR,
    port: Number(process.argv[2] ?? 9092),
    onProgress: (message) => console.error(message),
  });
  console.log(kafka.brokers.join(','));
  let stopped: Promise<void> | undefined;
  const stop = () => {
    if (!stopped) console.error('Stopping Kafka');
    stopped ??= kafka.stop();
  };
  // Not `once`: npm passes Ctrl-C on to a process that has had it from the terminal already.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
