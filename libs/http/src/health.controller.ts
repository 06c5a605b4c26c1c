import { Controller, Get, Inject } from '@nestjs/common';
import { Drain } from './drain.js';
import { Public } from './principal.guard.js';
import { Problem } from './problem.js';

export interface ReadinessCheck {
  /** Named in the answer when it fails: `database`. */
  readonly name: string;
  /** Resolves when the service can use it; two seconds at most. */
  check(): Promise<void>;
}

export const READINESS_CHECKS = Symbol('READINESS_CHECKS');

const CHECK_TIMEOUT_MS = 2_000;

@Public()
@Controller()
export class HealthController {
  constructor(
    @Inject(READINESS_CHECKS) private readonly checks: readonly ReadinessCheck[],
    @Inject(Drain) private readonly drain: Drain,
  ) {}

  /** Touches nothing: a database that is away is no reason to restart this process. */
  @Get('healthz')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** @throws Problem 503 naming the checks that failed */
  @Get('readyz')
  async ready(): Promise<{ status: 'ok' }> {
    if (this.drain.isDraining) throw notReady(['draining']);
    const results = await Promise.all(this.checks.map((check) => passes(check)));
    const failed = this.checks.filter((_, index) => !results[index]).map(({ name }) => name);
    if (failed.length > 0) throw notReady(failed);
    return { status: 'ok' };
  }
}

async function passes(readiness: ReadinessCheck): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), CHECK_TIMEOUT_MS);
  const passed = Promise.resolve()
    .then(() => readiness.check())
    .then(
      () => true,
      () => false,
    );
  try {
    return await Promise.race([passed, late]);
  } finally {
    clearTimeout(timer);
  }
}

function notReady(failed: string[]): Problem {
  return new Problem({
    code: 'service_unavailable',
    status: 503,
    detail: `Not ready: ${failed.join(', ')}.`,
    extras: { failed },
  });
}
