import { Problem } from '@fieldline/http';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Access } from '../access/access.js';
import { Credentials } from '../access/credentials.js';
import { GatewaySettings } from '../config.js';
import { LOGGER, type Logger } from '../logger.js';
import { OpenStreams } from './open-streams.js';

const RETRY_MS = 1_000;

/** Signs of life to whoever listens, and from time to time a look whether they still may. */
@Injectable()
export class StreamWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly timers: NodeJS.Timeout[] = [];
  private isChecking = false;

  constructor(
    private readonly streams: OpenStreams,
    private readonly credentials: Credentials,
    private readonly settings: GatewaySettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const { streamHeartbeatSeconds, streamCheckSeconds } = this.settings;
    this.timers.push(
      setInterval(() => this.beat(), streamHeartbeatSeconds * 1_000).unref(),
      setInterval(() => void this.check(), streamCheckSeconds * 1_000).unref(),
    );
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private beat(): void {
    for (const reader of this.streams) reader.beat();
  }

  /** Each credential once, one after the other: nobody waits for it. */
  private async check(): Promise<void> {
    if (this.isChecking) return;
    this.isChecking = true;
    try {
      const byToken = Map.groupBy(this.streams, ({ token }) => token);
      for (const [token, readers] of byToken) {
        const access = await this.accessOf(token);
        for (const reader of readers) {
          if (access?.permissions.has('conversations:read')) reader.grant(access);
          else reader.end(RETRY_MS);
        }
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'open streams were not checked');
    } finally {
      this.isChecking = false;
    }
  }

  /** Undefined for a credential that isn't good any more. */
  private async accessOf(token: string): Promise<Access | undefined> {
    try {
      return await this.credentials.accessOf(token);
    } catch (error) {
      if (error instanceof Problem && error.status < 500) return undefined;
      throw error;
    }
  }
}
