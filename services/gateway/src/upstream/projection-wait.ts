import { setTimeout as sleep } from 'node:timers/promises';
import type { Principal, ProjectionView } from '@fieldline/contracts';
import { Problem, type ServiceClient } from '@fieldline/http';
import { Injectable } from '@nestjs/common';

const PATIENCE_MS = 2_000;
const STEP_MS = 10;
const LONGEST_PAUSE_MS = 50;

/** Read your own writes: a write is answered once the service that will rely on it has heard of it. */
@Injectable()
export class ProjectionWait {
  /** True once the projection holds the version; false when it doesn't within two seconds. */
  async reaches(
    service: Pick<ServiceClient, 'get'>,
    path: string,
    caller: Principal,
    version: number,
  ): Promise<boolean> {
    const deadlineMs = Date.now() + PATIENCE_MS;
    for (let pauseMs = STEP_MS; ; pauseMs = Math.min(pauseMs + STEP_MS, LONGEST_PAUSE_MS)) {
      const timeoutMs = deadlineMs - Date.now();
      if (timeoutMs <= 0) return false;
      if ((await versionAt(service, path, caller, timeoutMs)) >= version) return true;
      await sleep(Math.min(pauseMs, Math.max(deadlineMs - Date.now(), 0)));
    }
  }
}

/** A service that is away has heard nothing yet: the write stands all the same. */
async function versionAt(
  service: Pick<ServiceClient, 'get'>,
  path: string,
  caller: Principal,
  timeoutMs: number,
): Promise<number> {
  try {
    const { version } = await service.get<ProjectionView>(path, caller, {}, { timeoutMs });
    return version;
  } catch (error) {
    if (error instanceof Problem) return 0;
    throw error;
  }
}
