import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import ajvFormats from 'ajv-formats';
import type { Exchange } from './harness.js';

/** Parameters that the client knows and the description doesn't yet. */
const NEWER_PARAMETERS = new Set(['MessageIntent']);
const RFC_2822 = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} \+0000$/;
const ANNOTATIONS = new Set(['nullable', 'example', 'examples', 'description']);

/** Twilio's own description of one of its hosts, as JSON Schema can check it. */
export class OpenApi {
  private readonly document: unknown;
  private readonly ajv = new Ajv({ strict: false, allErrors: true });

  constructor(folder: string, file: string) {
    this.document = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    ajvFormats.default(this.ajv);
    this.ajv.addFormat('phone-number', /^\+?[\d() -]+$/);
    this.ajv.addFormat('date-time-rfc-2822', RFC_2822);
    this.ajv.addFormat('currency', /^[A-Za-z]{3}$/);
    this.ajv.addFormat('http-method', /^(GET|POST)$/);
    this.ajv.addFormat('iso-country-code', /^[A-Z]{2}$/);
    for (const name of ['uri-map', 'phone-number-capabilities', 'int64']) {
      this.ajv.addFormat(name, true);
    }
    this.ajv.addSchema({ $id: 'api', components: adapt(at(this.document, 'components')) });
  }

  /** What is wrong with a request and its answer; nothing when both are as described. */
  faultsOf(exchange: Exchange): string[] {
    const { method, url } = exchange;
    const path = this.pathOf(url.pathname);
    const operation = at(this.document, 'paths', path, method.toLowerCase());
    if (operation === undefined) return [`no operation ${method} ${url.pathname}`];
    return [
      ...this.queryFaults(operation, url.searchParams),
      ...this.formFaults(operation, exchange.form),
      ...this.answerFaults(operation, exchange),
    ].map((fault) => `${method} ${path}: ${fault}`);
  }

  private pathOf(pathname: string): string {
    const matches = Object.keys(Object(at(this.document, 'paths'))).filter((template) => {
      const escaped = template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+');
      return new RegExp(`^${escaped}$`).test(pathname);
    });
    return matches.toSorted((a, b) => placeholders(a) - placeholders(b)).at(0) ?? '';
  }

  private queryFaults(operation: unknown, query: URLSearchParams): string[] {
    const parameters = at(operation, 'parameters');
    const described = Array.isArray(parameters) ? parameters.map((item: unknown) => item) : [];
    return [...query].flatMap(([name, value]) => {
      const schema = at(
        described.find((item) => at(item, 'in') === 'query' && at(item, 'name') === name),
        'schema',
      );
      if (schema === undefined) return [`query ${name} is not described`];
      return this.check(`query ${name}`, schema, typed(value, schema));
    });
  }

  private formFaults(operation: unknown, form: string | undefined): string[] {
    const type = 'application/x-www-form-urlencoded';
    const schema = at(operation, 'requestBody', 'content', type, 'schema');
    if (form === undefined || schema === undefined) return [];
    const fields = new URLSearchParams(form);
    const value: Record<string, unknown> = {};
    for (const name of new Set(fields.keys())) {
      const described = at(schema, 'properties', name);
      if (described === undefined && !NEWER_PARAMETERS.has(name)) {
        return [`form ${name} is not described`];
      }
      const isList = at(described, 'type') === 'array';
      value[name] = isList ? fields.getAll(name) : typed(fields.get(name) ?? '', described);
    }
    return this.check('form', schema, value);
  }

  private answerFaults(operation: unknown, { status, body }: Exchange): string[] {
    const answer = at(operation, 'responses', String(status));
    if (answer === undefined) return [`status ${status} is not described`];
    const schema = at(answer, 'content', 'application/json', 'schema');
    return schema === undefined ? [] : this.check('answer', schema, body);
  }

  private check(what: string, schema: unknown, value: unknown): string[] {
    const validate = this.ajv.compile(Object(adapt(schema)));
    return validate(value) ? [] : (validate.errors ?? []).map((error) => faultText(what, error));
  }
}

const placeholders = (template: string) => template.split('{').length;

function at(value: unknown, ...path: string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return at(new Map(Object.entries(value)).get(name), ...rest);
}

function faultText(what: string, { instancePath, message, params }: ErrorObject): string {
  return `${what}${instancePath} ${message} ${JSON.stringify(params)}`;
}

/** A form's or query's text in the type that is described. */
function typed(text: string, schema: unknown): unknown {
  const type = at(schema, 'type');
  if (type === 'integer' || type === 'number') return Number(text);
  return type === 'boolean' ? text === 'true' : text;
}

/** Properties may have names that are annotations elsewhere. */
function adaptEach(properties: object): unknown {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, adapt(schema)]),
  );
}

/**
 * OpenAPI 3.0 as JSON Schema. `nullable` becomes a type; a referred schema may be null, as Twilio
 * answers; relative addresses are no errors in the 2010 API, nor is an empty address or SID.
 */
function adapt(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(adapt);
  if (typeof schema !== 'object' || schema === null) return schema;
  const adapted = Object.fromEntries(
    Object.entries(schema)
      .filter(([name]) => !ANNOTATIONS.has(name))
      .map(([name, value]) => [name, name === 'properties' ? adaptEach(value) : adapt(value)]),
  );
  if (typeof adapted.$ref === 'string') {
    return { anyOf: [{ $ref: adapted.$ref.replace('#/', 'api#/') }, { type: 'null' }] };
  }
  if (adapted.format === 'uri') adapted.format = 'uri-reference';
  const mayBeNull = at(schema, 'nullable') === true;
  const mayBeEmpty = adapted.type === 'string' && ('pattern' in adapted || 'format' in adapted);
  if (!mayBeNull && !mayBeEmpty) return adapted;
  return {
    anyOf: [
      adapted,
      ...(mayBeNull ? [{ type: 'null' }] : []),
      ...(mayBeEmpty ? [{ const: '' }] : []),
    ],
  };
}
