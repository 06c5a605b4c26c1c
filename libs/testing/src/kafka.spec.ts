import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { kafkaEnvironment } from './kafka-container.js';
import { kafkaForTests } from './kafka.js';
import { postgresForTests } from './postgres.js';

const NAMES = [
  'TEST_KAFKA_BROKERS',
  'TEST_KAFKA_UNAVAILABLE',
  'TEST_POSTGRES_URL',
  'REQUIRE_KAFKA',
  'JAVA_HOME',
  'DOCKER_HOST',
];
let before: NodeJS.ProcessEnv;
beforeEach(() => {
  before = { ...process.env };
  for (const name of NAMES) delete process.env[name];
});
afterEach(() => {
  for (const name of NAMES) delete process.env[name];
  Object.assign(process.env, before);
});

describe('kafkaForTests', () => {
  it('takes the addresses from the environment first', async () => {
    process.env.TEST_KAFKA_BROKERS = 'one:9092, two:9092';
    expect(await kafkaForTests()).toMatchObject({
      brokers: ['one:9092', 'two:9092'],
      source: 'environment',
    });
  });

  it('says why there is none, and throws that when it is required', async () => {
    process.env.DOCKER_HOST = 'unix:///nowhere/docker.sock';
    process.env.JAVA_HOME = '/nowhere';
    const unavailable = 'Kafka needs Java 17 or newer. JAVA_HOME is /nowhere, but there is none.';
    expect(await kafkaForTests()).toEqual({ unavailable });
    process.env.REQUIRE_KAFKA = '1';
    await expect(kafkaForTests()).rejects.toThrow(unavailable);
  });

  it("doesn't try again what the run's set-up couldn't have", async () => {
    process.env.TEST_KAFKA_UNAVAILABLE = 'No luck.';
    expect(await kafkaForTests()).toEqual({ unavailable: 'No luck.' });
  });
});

describe('postgresForTests', () => {
  it('takes the address from the environment first', async () => {
    process.env.TEST_POSTGRES_URL = 'postgres://somewhere/db';
    expect(await postgresForTests()).toMatchObject({
      url: 'postgres://somewhere/db',
      source: 'environment',
    });
  });
});

describe('kafkaEnvironment', () => {
  it('tells clients the port of the host, and keeps the controller off it', () => {
    expect(kafkaEnvironment('docker.test', 9093)).toMatchObject({
      KAFKA_LISTENERS: 'PLAINTEXT://0.0.0.0:9093,CONTROLLER://localhost:9094',
      KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://docker.test:9093',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9094',
    });
  });
});
