import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger.js';

/** Nest's own boot messages: forty lines a service that say nothing went wrong. */
const CHATTER = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'NestMicroservice',
  'RouterExplorer',
  'RoutesResolver',
  'ServerKafka',
  'WebSocketsController',
  'GraphQLModule',
]);

/** Nest's logger over ours. Boot chatter below a warning is dropped. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  /** Nest passes the context last, and a stack or an error before it. */
  private write(level: Level, message: unknown, rest: unknown[]): void {
    const context = typeof rest.at(-1) === 'string' ? String(rest.at(-1)) : undefined;
    if (level !== 'warn' && level !== 'error' && level !== 'fatal' && CHATTER.has(context ?? '')) {
      return;
    }
    const err = [message, ...rest].find((part) => part instanceof Error);
    const stack = rest.find((part) => typeof part === 'string' && part !== context);
    const fields = { ...(context && { context }), ...(err && { err }), ...(!!stack && { stack }) };
    if (typeof message === 'string') this.logger[level](fields, message);
    else if (err) this.logger[level](fields, err.message);
    else this.logger[level]({ ...fields, details: message });
  }
}

type Level = 'debug' | 'error' | 'fatal' | 'info' | 'trace' | 'warn';
