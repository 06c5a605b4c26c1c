import type { Attributes, Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { maskText } from './mask-text.js';

/** Query strings and headers may carry what people typed; SQL text has placeholders only, its values are never recorded. */
const DROPPED =
  /^(?:url\.query|http\.(?:request|response)\.header\..*|db\.query\.parameter\..*|db\.postgresql\.values)$/;
const HAS_QUERY = new Set(['url.full', 'http.url', 'http.target']);
/** Pages whose address is the right to pay there. */
const SECRET_PATH = /\/(checkout|purchase)\/[\w-]{43}/g;

/** Stands before the exporter: whatever an instrumentation recorded, numbers and query strings don't leave. */
export class MaskingSpanProcessor implements SpanProcessor {
  constructor(private readonly next: SpanProcessor) {}

  onStart(span: Span, parent: Context): void {
    this.next.onStart(span, parent);
  }

  onEnd(span: ReadableSpan): void {
    maskAttributes(span.attributes);
    for (const event of span.events) if (event.attributes) maskAttributes(event.attributes);
    if (span.status.message) span.status.message = maskText(span.status.message);
    this.next.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.next.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.next.shutdown();
  }
}

function maskAttributes(attributes: Attributes): void {
  for (const [key, value] of Object.entries(attributes)) {
    if (DROPPED.test(key)) delete attributes[key];
    else if (typeof value === 'string') {
      const shown = HAS_QUERY.has(key) ? value.replace(/\?.*$/s, '') : value;
      attributes[key] = maskText(shown.replace(SECRET_PATH, '/$1/…'));
    }
  }
}
