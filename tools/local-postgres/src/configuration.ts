export type PostgresSettings = Record<string, string | number | boolean>;

/** Enough for five services and their tests on a laptop. */
const DEFAULTS: PostgresSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 200,
  shared_buffers: '128MB',
  wal_compression: true,
  max_wal_size: '512MB',
  min_wal_size: '80MB',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: false,
  jit: false,
};

/** A crash may lose everything; for data that tests throw away. */
const NOT_DURABLE: PostgresSettings = {
  fsync: false,
  synchronous_commit: false,
  full_page_writes: false,
};

/** The text of the file that postgresql.conf includes, written anew before each start. */
export function configuration(
  port: number,
  { durable = true, settings = {} }: { durable?: boolean; settings?: PostgresSettings },
): string {
  const all = { ...DEFAULTS, ...(durable ? {} : NOT_DURABLE), ...settings, port };
  return Object.entries(all).map(line).join('');
}

function line([name, value]: [string, string | number | boolean]): string {
  if (!/^[a-z][a-z0-9_.]*$/i.test(name)) throw new Error(`${name} is no name of a setting.`);
  const text = typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
  if (/[\r\n\0]/.test(text)) throw new Error(`The setting ${name} must be on one line.`);
  return `${name} = '${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'\n`;
}

/** Passwords over loopback TCP and nothing else, whoever sits at this machine. */
export const HOST_RULES = 'host all all 127.0.0.1/32 scram-sha-256\n';
