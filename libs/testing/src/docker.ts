/** Whether a container engine answers, asked of the places where Testcontainers looks. */
import { existsSync } from 'node:fs';
import { request, type RequestOptions } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';

const PATIENCE_MS = 800;

export async function dockerAnswers(env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const engine = findEngine(env);
  return engine !== undefined && ping(engine);
}

function findEngine(env: NodeJS.ProcessEnv): RequestOptions | undefined {
  if (env.DOCKER_HOST) return parseHost(env.DOCKER_HOST);
  if (process.platform === 'win32') return { socketPath: '//./pipe/docker_engine' };
  const sockets = [
    '/var/run/docker.sock',
    env.XDG_RUNTIME_DIR && join(env.XDG_RUNTIME_DIR, 'docker.sock'),
    join(homedir(), '.docker', 'run', 'docker.sock'),
    join(homedir(), '.docker', 'desktop', 'docker.sock'),
    `/run/user/${process.getuid?.()}/docker.sock`,
  ];
  const socketPath = sockets.find((path) => path && existsSync(path));
  return socketPath ? { socketPath } : undefined;
}

function parseHost(host: string): RequestOptions | undefined {
  if (/^(unix|npipe):/.test(host)) return { socketPath: host.replace(/^\w+:\/\//, '') };
  const url = URL.parse(host);
  return url ? { host: url.hostname, port: url.port || 2375 } : undefined;
}

function ping(engine: RequestOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ ...engine, path: '/_ping', timeout: PATIENCE_MS }, (response) => {
      response.resume();
      // An engine behind TLS refuses plain HTTP with 400: it is there all the same.
      resolve(response.statusCode === 200 || response.statusCode === 400);
    });
    asked.once('error', () => resolve(false));
    asked.once('timeout', () => {
      asked.destroy();
      resolve(false);
    });
    asked.end();
  });
}
