import { describe, expect, test } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type CustomTransportStrategy, EventPattern, Payload, Server } from '@nestjs/microservices';
import { createLogger } from '@fieldline/telemetry';
import { MessageAccepted } from '@fieldline/contracts';
import { isObservable, lastValueFrom } from 'rxjs';
import {
  createHttpApp,
  Drain,
  generatePrincipalKeys,
  HealthModule,
  listenOn,
  PortBusyError,
  PrincipalVerifier,
  type ReadinessCheck,
} from './index.js';

const logger = createLogger({ service: 'spec', level: 'silent' });

class PoisonEvent extends Error {}
const seen: unknown[] = [];
const begun = Promise.withResolvers<void>();
const finish = Promise.withResolvers<void>();

@Controller()
class EventController {
  @EventPattern('poison') poison(event: unknown): void {
    throw new PoisonEvent(String(event));
  }
  @EventPattern('accepted') accepted(@Payload() event: MessageAccepted): void {
    seen.push(event);
  }
  @Get('slow') async slow(): Promise<object> {
    begun.resolve();
    await finish.promise;
    return { done: true };
  }
}
@Module({ controllers: [EventController] })
class EventModule {}

class SpecTransport extends Server implements CustomTransportStrategy {
  listen(callback: () => void): void {
    callback();
  }
  close(): void {}
  on(): never {
    throw new Error('unused');
  }
  unwrap(): never {
    throw new Error('unused');
  }
  async deliver(pattern: string, payload: unknown): Promise<unknown> {
    const result: unknown = await this.getHandlerByPattern(pattern)!(payload, {});
    return isObservable(result) ? lastValueFrom(result, { defaultValue: undefined }) : result;
  }
}

describe('a hybrid app', () => {
  test('an event handler’s error reaches the transport with its class; events pass pipe and guard', async () => {
    const { jwks } = await generatePrincipalKeys();
    const principals = PrincipalVerifier.create({ jwks });
    const app = await createHttpApp(EventModule, { logger, principals });
    const strategy = new SpecTransport();
    app.connectMicroservice({ strategy }, { inheritAppConfig: true });
    await app.startAllMicroservices();
    await expect(strategy.deliver('poison', {})).rejects.toThrow(PoisonEvent);
    const event = { messageId: 'm', fieldOfTomorrow: 1 };
    await strategy.deliver('accepted', event);
    expect(seen).toEqual([event]);
    await app.close();
  });
});

async function serve(readiness: ReadinessCheck[]) {
  const { jwks } = await generatePrincipalKeys();
  const principals = PrincipalVerifier.create({ jwks });
  const module = HealthModule.forRoot(readiness);
  const app = await createHttpApp(module, { logger, principals });
  const port = await listenOn(app, '127.0.0.1', 0);
  return { app, ask: (path: string) => fetch(`http://127.0.0.1:${port}${path}`) };
}

describe('health', () => {
  const hang: ReadinessCheck = { name: 'kafka', check: () => new Promise(() => {}) };
  let database = true;
  const checks = [
    {
      name: 'database',
      check: () => (database ? Promise.resolve() : Promise.reject(new Error('canary'))),
    },
  ];

  test('ready while the checks pass and nothing drains', async () => {
    const { app, ask } = await serve(checks);
    expect(await (await ask('/healthz')).json()).toEqual({ status: 'ok' });
    expect((await ask('/readyz')).status).toBe(200);
    database = false;
    const response = await ask('/readyz');
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({
      status: 503,
      code: 'service_unavailable',
      failed: ['database'],
    });
    database = true;
    app.get(Drain).begin();
    expect((await ask('/readyz')).status).toBe(503);
    expect((await ask('/healthz')).status).toBe(200);
    await app.close();
  });

  test('a check that hangs fails after two seconds', async () => {
    const { app, ask } = await serve([...checks, hang]);
    expect(await (await ask('/readyz')).json()).toMatchObject({ failed: ['kafka'] });
    await app.close();
  });
});

describe('ports', () => {
  test('a busy port is named', async () => {
    const first = await createHttpApp(EventModule, { logger });
    const port = await listenOn(first, '127.0.0.1', 0);
    const second = await createHttpApp(EventModule, { logger });
    const attempt = listenOn(second, '127.0.0.1', port);
    await expect(attempt).rejects.toThrow(PortBusyError);
    await expect(attempt).rejects.toThrow(`Port ${port} is in use: `);
    await second.close();
    await first.close();
  });

  test('while closing, what is under way ends and what is new is refused as a problem', async () => {
    @Module({})
    class SlowToClose {
      async beforeApplicationShutdown(): Promise<void> {
        const late = await fetch(`http://127.0.0.1:${port}/slow`);
        expect(late.headers.get('content-type')).toMatch(/^application\/problem\+json/);
        expect(await late.json()).toMatchObject({ status: 503, code: 'service_unavailable' });
        finish.resolve();
      }
    }
    @Module({ imports: [EventModule, SlowToClose] })
    class ClosingModule {}
    const app = await createHttpApp(ClosingModule, { logger });
    const port = await listenOn(app, '127.0.0.1', 0);
    const early = fetch(`http://127.0.0.1:${port}/slow`);
    await begun.promise;
    await app.close();
    expect(await (await early).json()).toEqual({ done: true });
    expect.assertions(3);
  });

  test('a connection that never asked for anything holds up no close', async () => {
    const app = await createHttpApp(EventModule, { logger });
    const port = await listenOn(app, '127.0.0.1', 0);
    const silent = connect(port, '127.0.0.1');
    await once(silent, 'connect');
    const ended = once(silent, 'close');
    const began = performance.now();
    await app.close();
    expect(performance.now() - began).toBeLessThan(5_000);
    await ended;
  }, 20_000);
});
