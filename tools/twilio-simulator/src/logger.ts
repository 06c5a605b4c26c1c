export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const ignore = () => undefined;

export const silentLogger: Logger = { info: ignore, warn: ignore, error: ignore };
