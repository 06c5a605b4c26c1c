/** RFC 2822 in GMT, to the second, as the 2010 API writes instants. */
export function rfc2822(atMs: number): string {
  return new Date(atMs).toUTCString().replace('GMT', '+0000');
}

/** ISO 8601 to the second, as the newer APIs write them. */
export function isoSeconds(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
