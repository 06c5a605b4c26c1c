import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fillCache } from './cache.js';
import { JARS, KAFKA_VERSION, parseJars } from './jars.js';
import { KafkaUnavailable } from './unavailable.js';

const jar = (name: string, content: string) => ({
  path: `org/${name}/1/${name}-1.jar`,
  sha256: createHash('sha256').update(content).digest('hex'),
  bytes: content.length,
});
const jars = Array.from({ length: 9 }, (_, i) => jar(`part${i}`, `content ${i}`));

let cacheDir: string;
let server: Server;
let url: string;
let asked: string[];
let answer: (path: string) => { status: number; body: string };

beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'jars-'));
  asked = [];
  answer = (path) => ({ status: 200, body: `content ${/part(\d)-/.exec(path)?.[1]}` });
  server = createServer((request, response) => {
    asked.push(request.url!);
    const { status, body } = answer(request.url!);
    response.writeHead(status).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/maven2/`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(cacheDir, { recursive: true });
});

const fill = () => fillCache(cacheDir, { repositoryUrl: url, jars });
const cached = async () => (await readdir(join(cacheDir, `kafka-${KAFKA_VERSION}`))).toSorted();

describe('fillCache', () => {
  it('downloads each jar once and answers their paths in order', async () => {
    const paths = await fill();
    expect(paths.map((path) => basename(path))).toEqual(jars.map(({ path }) => basename(path)));
    expect(await readFile(paths[3]!, 'utf8')).toBe('content 3');
    expect(asked.toSorted()).toEqual(jars.map(({ path }) => `/maven2/${path}`));
    await fill();
    expect(asked).toHaveLength(jars.length);
  });

  it('refuses a jar with another checksum and leaves no trace of it', async () => {
    answer = () => ({ status: 200, body: 'content X' });
    await expect(fill()).rejects.toThrow('is not the jar we know');
    expect(await cached()).toEqual([]);
  });

  it('goes on where a broken download ended', async () => {
    const whole = answer;
    answer = (path) => (path.includes('part7') ? { status: 503, body: '' } : whole(path));
    const failure = fill();
    await expect(failure).rejects.toBeInstanceOf(KafkaUnavailable);
    await expect(failure).rejects.toThrow(/part7-1.jar: HTTP status 503. Set MAVEN_REPOSITORY_URL/);
    const kept = (await cached()).length;
    expect(kept).toBeGreaterThan(0);
    asked = [];
    answer = whole;
    await fill();
    expect(asked).toHaveLength(jars.length - kept);
  });

  it('tries again after a passing failure', async () => {
    const whole = answer;
    answer = (path) => (asked.length === 1 ? { status: 502, body: '' } : whole(path));
    await fill();
    expect(asked).toHaveLength(jars.length + 1);
  });

  it('can be filled by two processes at once', async () => {
    await Promise.all([fill(), fill()]);
    expect(await cached()).toEqual(jars.map(({ path }) => basename(path)));
  });

  it('says what stands in the way when offline', async () => {
    const offline = fillCache(cacheDir, { repositoryUrl: 'http://127.0.0.1:1', jars });
    await expect(offline).rejects.toThrow(/can't be downloaded: http:.*MAVEN_REPOSITORY_URL/);
  });
});

describe('jars.txt', () => {
  it('pins one Kafka version, and each jar once', () => {
    const kafka = JARS.filter(({ path }) => path.startsWith('org/apache/kafka/'));
    expect(new Set(kafka.map(({ path }) => path.split('/').at(-2)))).toEqual(
      new Set([KAFKA_VERSION]),
    );
    expect(new Set(JARS.map(({ path }) => basename(path))).size).toBe(JARS.length);
  });

  it('refuses a line that is no jar', () => {
    expect(() => parseJars('# fine\nabc 12 a.jar')).toThrow('a line that is no jar: abc 12 a.jar');
  });
});
