import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Simulator } from '../index.js';
import { demo, newSimulator } from '../testing/harness.js';

describe('the own API', () => {
  let simulator: Simulator;

  beforeAll(async () => {
    simulator = await newSimulator({ allowedHosts: ['simulator.test'] });
  });
  afterAll(() => simulator.close());

  const ask = (headers: Record<string, string>, path = '/phones', method = 'GET') =>
    new Promise<number>((resolve, reject) => {
      request(simulator.url + path, { method, headers, setHost: false }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });

  it.each([
    [{ host: 'localhost:3100' }, 200],
    [{ host: '127.0.0.1' }, 200],
    [{ host: '[::1]:3100' }, 200],
    [{ host: 'simulator.test:3100' }, 200],
    [{ host: 'attacker.example' }, 403],
    [{ host: 'localhost.attacker.example' }, 403],
    [{ host: 'localhost:3100', origin: 'http://localhost:3100' }, 200],
    [{ host: 'localhost:3100', origin: 'http://localhost:3000' }, 403],
    [{ host: 'localhost:3100', origin: 'null' }, 403],
    [{ host: 'localhost:3100', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }, 403],
    [{ host: 'localhost:3100', 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }, 403],
    [{ host: 'localhost:3100', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 200],
    [{ host: 'localhost:3100', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }, 200],
  ])('answers a browser with %j by %i', async (headers, status) => {
    expect(await ask(headers)).toBe(status);
  });

  it('takes JSON only, as a form needs no leave of the browser', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const response = await fetch(`${simulator.url}/phones/+15122340000/messages`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{}',
      });
      expect(response.status).toBe(415);
    }
  });

  it('refuses what is too large', async () => {
    const body = { body: 'x'.repeat(70_000) };
    expect((await demo(simulator, 'POST', '/phones/+15122340000/messages', body)).status).toBe(413);
  });

  it('serves a page that runs only its own script', async () => {
    const { status, response, body } = await demo(simulator, 'GET', '/');
    expect(status).toBe(200);
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(body).not.toMatch(/<script(?![^>]*src=)|<style|style=| on\w+=|https?:/);
    for (const [, path] of String(body).matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      expect((await demo(simulator, 'GET', path ?? '')).status).toBe(200);
    }
    const modules = ['/phones.js', '/thread.js', '/dom.js'];
    for (const path of modules) {
      const { body: script, response: answer } = await demo(simulator, 'GET', path);
      expect(answer.headers.get('content-type')).toContain('text/javascript');
      expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write/);
    }
  });

  it('says that it is up, and that a path is unknown', async () => {
    expect((await demo(simulator, 'GET', '/healthz')).body).toEqual({ status: 'ok' });
    expect((await demo(simulator, 'GET', '/nothing')).body).toMatchObject({ code: 'not_found' });
  });
});
