import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { KafkaUnavailable } from './unavailable.js';

const OLDEST = 17;

/** The major version out of what `java -version` says; old ones call themselves 1.8. */
export function javaVersion(said: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(said);
  return match ? Number(match[1]) : undefined;
}

/** The Java to run Kafka on: JAVA_HOME's, else the path's. */
export function findJava(env: NodeJS.ProcessEnv = process.env): string {
  const java = env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : 'java';
  const { error, stderr } = spawnSync(java, ['-version'], { env, encoding: 'utf8' });
  const where = env.JAVA_HOME ? `JAVA_HOME is ${env.JAVA_HOME}, but there` : 'On the path there';
  if (error) throw new KafkaUnavailable(`Kafka needs Java ${OLDEST} or newer. ${where} is none.`);
  const version = javaVersion(stderr);
  if (version === undefined || version < OLDEST) {
    throw new KafkaUnavailable(
      `Kafka needs Java ${OLDEST} or newer. ${where} is Java ${version ?? 'of unknown version'}.`,
    );
  }
  return java;
}
