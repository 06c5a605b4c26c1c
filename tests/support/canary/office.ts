import { randomUUID } from 'node:crypto';
import type { Answer, Ask, Json, Place } from '../business.js';
import type { Witness } from './witness.js';

const PASSWORD = 'correct horse battery';

/** A business that has not registered yet, and two of its people. */
export class Office {
  private constructor(
    private readonly witness: Witness,
    readonly tenantId: string,
    readonly owner: string,
    readonly agent: string,
  ) {}

  static async open(
    place: Place,
    witness: Witness,
    country: 'US' | 'CA',
    { isActivated = true } = {},
  ): Promise<Office> {
    const operator = (path: string, body: Json, tenantId?: string): Promise<Answer> =>
      witness.ask(place.operatorKey, 'POST', path, {
        body,
        headers: tenantId ? { 'x-tenant-id': tenantId } : {},
      });
    const created = await operator('/v1/tenants', {
      name: 'Canary Plumbing',
      country,
      timeZone: country === 'US' ? 'America/Chicago' : 'America/Toronto',
      areaCode: country === 'US' ? '312' : '613',
      ownerEmail: `owner-${randomUUID()}@story.test`,
    });
    const tenantId: string = created.body.id;
    if (isActivated) await operator(`/v1/tenants/${tenantId}/activation`, {});
    const signedIn = async (role: string): Promise<string> => {
      const email = `${randomUUID()}@story.test`;
      await operator('/v1/users', { email, name: 'Dana', role, password: PASSWORD }, tenantId);
      const login = { body: { email, password: PASSWORD } };
      const { status, body } = await witness.ask(null, 'POST', '/v1/auth/login', login);
      if (status !== 200) throw new Error(JSON.stringify(body));
      return body.accessToken;
    };
    return new Office(witness, tenantId, await signedIn('owner'), await signedIn('agent'));
  }

  get(path: string): Promise<Answer> {
    return this.witness.ask(this.owner, 'GET', path);
  }

  check(form: unknown, options: Ask = {}): Promise<Answer> {
    return this.witness.ask(this.owner, 'POST', '/v1/registration/check', {
      body: form,
      ...options,
    });
  }

  submit(form: unknown, key?: string): Promise<Answer> {
    return this.witness.ask(this.owner, 'POST', '/v1/registration', { body: form, key });
  }

  async state(): Promise<string> {
    return (await this.get('/v1/registration')).body.state;
  }
}
