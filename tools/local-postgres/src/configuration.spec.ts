import { describe, expect, it } from '@jest/globals';
import { configuration } from './configuration.js';

describe('configuration', () => {
  it('listens on loopback TCP only, in UTC', () => {
    const text = configuration(5499, {});
    expect(text).toContain("listen_addresses = '127.0.0.1'\n");
    expect(text).toContain("unix_socket_directories = ''\n");
    expect(text).toContain("timezone = 'UTC'\n");
    expect(text).toContain("port = '5499'\n");
  });

  it('keeps every commit safe unless told otherwise', () => {
    expect(configuration(1, {})).not.toContain('fsync');
    expect(configuration(1, { durable: false })).toContain("fsync = 'off'\n");
  });

  it('lets the caller override and quotes what it gives', () => {
    const text = configuration(1, { settings: { max_connections: 20, application_name: "a'b\\" } });
    expect(text).toContain("max_connections = '20'\n");
    expect(text).not.toContain("max_connections = '200'");
    expect(text).toContain("application_name = 'a''b\\\\'\n");
  });

  it('keeps the port it chose whatever the settings say', () => {
    expect(configuration(5499, { settings: { port: 1 } })).toContain("port = '5499'\n");
  });

  it('refuses settings that would add lines', () => {
    expect(() => configuration(1, { settings: { 'a\nb': 1 } })).toThrow('no name of a setting');
    expect(() => configuration(1, { settings: { jit: 'off\nfsync = off' } })).toThrow('one line');
  });
});
