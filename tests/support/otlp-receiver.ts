import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import protobuf from 'protobufjs';

/** The part of OTLP's trace.proto that stories look at; fields that aren't here are skipped. */
const PROTO = `
syntax = "proto3";
message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { repeated ScopeSpans scope_spans = 2; }
message ScopeSpans { repeated Span spans = 2; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
  repeated Link links = 13;
}
message Link { bytes trace_id = 1; bytes span_id = 2; }
`;

interface WireSpan {
  readonly traceId: Buffer;
  readonly spanId: Buffer;
  readonly parentSpanId: Buffer;
  readonly name: string;
  readonly kind: number;
  readonly links: readonly { readonly spanId: Buffer }[];
}

interface WireRequest {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: WireSpan[] }[];
  }[];
}

export interface SeenSpan {
  readonly traceId: string;
  readonly id: string;
  /** The span that it continues, and those that it joins. */
  readonly comesFrom: readonly string[];
  readonly name: string;
}

const request = protobuf.parse(PROTO).root.lookupType('ExportTraceServiceRequest');

/** A collector that keeps every span it is sent. */
export class OtlpReceiver {
  readonly spans: SeenSpan[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<OtlpReceiver> {
    const server = createServer();
    const receiver = new OtlpReceiver(server);
    server.on('request', (incoming, answer) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        if (incoming.url === '/v1/traces') receiver.keep(Buffer.concat(chunks));
        answer.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private keep(body: Buffer): void {
    const { resourceSpans } = request.decode(body) as unknown as WireRequest;
    const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans));
    this.spans.push(...spans.map(toSeen));
  }
}

function toSeen({ traceId, spanId, parentSpanId, name, links }: WireSpan): SeenSpan {
  const comesFrom = [parentSpanId, ...links.map((link) => link.spanId)].filter(
    (id) => id.length > 0,
  );
  return { traceId: hex(traceId), id: hex(spanId), comesFrom: comesFrom.map(hex), name };
}

function hex(bytes: Buffer): string {
  return Buffer.from(bytes).toString('hex');
}
