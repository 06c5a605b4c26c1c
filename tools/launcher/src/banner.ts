interface Access {
  readonly email: string;
  readonly password: string;
  readonly apiKey: string;
}

export interface Addresses {
  readonly gatewayUrl: string;
  readonly simulatorUrl: string | null;
  readonly dataDir: string;
  /** Where they are, in words. */
  readonly events: string;
  /** Shown once, at the first start. */
  readonly firstStart: { readonly operator: Access; readonly demo: Access | null } | null;
}

/** What a person needs after the start. Sign-ins are shown at the first start only. */
export function printBanner({
  gatewayUrl,
  simulatorUrl,
  dataDir,
  events,
  firstStart,
}: Addresses): void {
  const rows: [string, string][] = [['API', `${gatewayUrl}/v1`]];
  if (simulatorUrl) rows.push(['Virtual phones', simulatorUrl]);
  rows.push(['Data', dataDir], ['Events', events]);
  if (firstStart) {
    const { operator, demo } = firstStart;
    rows.push(
      ['', ''],
      ['Operator', `${operator.email}  ${operator.password}`],
      ['Operator API key', operator.apiKey],
    );
    if (demo)
      rows.push(
        ['Acme Plumbing', `${demo.email}  ${demo.password}`],
        ['Demo API key', demo.apiKey],
      );
    rows.push([
      '',
      'These are shown once. They also stand in secrets.json beside the data, but for the demo key.',
    ]);
  }
  const lines = rows.map(([name, value]) => `  ${name.padEnd(18)}${value}`.trimEnd());
  process.stdout.write(`\nFieldline is ready. Ctrl-C stops it.\n\n${lines.join('\n')}\n\n`);
}
