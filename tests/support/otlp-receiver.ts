import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import protobuf from 'protobufjs';

/** The part of OTLP that stories look at; fields that aren't here are skipped. */
const PROTO = `
syntax = "proto3";
message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message ScopeSpans { repeated Span spans = 2; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
  repeated Link links = 13;
}
message Link { bytes trace_id = 1; bytes span_id = 2; }
message ExportMetricsServiceRequest { repeated ResourceMetrics resource_metrics = 1; }
message ResourceMetrics { repeated ScopeMetrics scope_metrics = 2; }
message ScopeMetrics { repeated Metric metrics = 2; }
message Metric { string name = 1; Gauge gauge = 5; }
message Gauge { repeated Point data_points = 1; }
message Point { double as_double = 4; repeated KeyValue attributes = 7; }
message Resource { repeated KeyValue attributes = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { string string_value = 1; }
`;

interface WireAttribute {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}

interface WireSpan {
  readonly traceId: Buffer;
  readonly spanId: Buffer;
  readonly parentSpanId: Buffer;
  readonly name: string;
  readonly kind: number;
  readonly links: readonly { readonly spanId: Buffer }[];
}

interface WireTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly WireAttribute[] };
    readonly scopeSpans: readonly { readonly spans: WireSpan[] }[];
  }[];
}

interface WireMetrics {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly name: string;
        readonly gauge: { readonly dataPoints: readonly WirePoint[] } | null;
      }[];
    }[];
  }[];
}

interface WirePoint {
  readonly asDouble: number;
  readonly attributes: readonly WireAttribute[];
}

export interface SeenSpan {
  /** `service.name` of the process that recorded it. */
  readonly service: string;
  readonly traceId: string;
  readonly id: string;
  /** The span that it continues, and those that it joins. */
  readonly comesFrom: readonly string[];
  readonly name: string;
}

const { root } = protobuf.parse(PROTO);
const traces = root.lookupType('ExportTraceServiceRequest');
const metrics = root.lookupType('ExportMetricsServiceRequest');

/** A collector that keeps every span it is sent, and of each gauge the last value. */
export class OtlpReceiver {
  readonly spans: SeenSpan[] = [];
  /** Everything that it was sent, as it came. */
  readonly bodies: Buffer[] = [];
  private readonly gauges = new Map<string, number>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<OtlpReceiver> {
    const server = createServer();
    const receiver = new OtlpReceiver(server);
    server.on('request', (incoming, answer) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const body = Buffer.concat(chunks);
        receiver.bodies.push(body);
        if (incoming.url === '/v1/traces') receiver.keepSpans(body);
        if (incoming.url === '/v1/metrics') receiver.keepGauges(body);
        answer.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What a gauge was last, with these labels; undefined when it never came. */
  gauge(name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
    return this.gauges.get(series(name, Object.entries(labels)));
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private keepSpans(body: Buffer): void {
    const { resourceSpans } = traces.decode(body) as unknown as WireTraces;
    for (const { resource, scopeSpans } of resourceSpans) {
      const named = resource.attributes.find(({ key }) => key === 'service.name');
      const service = named?.value.stringValue ?? '';
      for (const { spans } of scopeSpans)
        this.spans.push(...spans.map((span) => toSeen(span, service)));
    }
  }

  private keepGauges(body: Buffer): void {
    const { resourceMetrics } = metrics.decode(body) as unknown as WireMetrics;
    const scopes = resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics);
    for (const { name, gauge } of scopes.flatMap((scope) => scope.metrics))
      for (const { asDouble, attributes } of gauge?.dataPoints ?? [])
        this.gauges.set(series(name, attributes.map(toLabel)), asDouble);
  }
}

function series(name: string, labels: readonly (readonly [string, string])[]): string {
  return JSON.stringify([name, ...labels.toSorted(([a], [b]) => a.localeCompare(b))]);
}

function toLabel({ key, value }: WireAttribute): [string, string] {
  return [key, value.stringValue];
}

function toSeen(
  { traceId, spanId, parentSpanId, name, links }: WireSpan,
  service: string,
): SeenSpan {
  const comesFrom = [parentSpanId, ...links.map((link) => link.spanId)].filter(
    (id) => id.length > 0,
  );
  return { service, traceId: hex(traceId), id: hex(spanId), comesFrom: comesFrom.map(hex), name };
}

function hex(bytes: Buffer): string {
  return Buffer.from(bytes).toString('hex');
}
