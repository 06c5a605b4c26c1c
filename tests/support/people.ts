import { randomUUID } from 'node:crypto';
import { type Answer, ask, type Ask, type Business } from './business.js';
import { acknowledgeRules } from './ready.js';

const PASSWORD = 'correct horse battery';

/** A user of a business who has signed in, and read the rules of texting. */
export class Person {
  private constructor(
    private readonly business: Business,
    readonly id: string,
    readonly name: string,
    readonly session: string,
  ) {}

  static async signedIn(business: Business, name: string, role = 'agent'): Promise<Person> {
    const { place, tenantId } = business;
    const email = `${randomUUID()}@story.test`;
    const made = await ask(place, place.operatorKey, 'POST', '/v1/users', {
      body: { email, name, role, password: PASSWORD },
      headers: { 'x-tenant-id': tenantId },
    });
    const login = { body: { email, password: PASSWORD } };
    const { status, body } = await ask(place, null, 'POST', '/v1/auth/login', login);
    if (status !== 200) throw new Error(JSON.stringify([made.body, body]));
    await acknowledgeRules(place, body.accessToken);
    return new Person(business, body.user.id, name, body.accessToken);
  }

  get(path: string): Promise<Answer> {
    return this.ask('GET', path);
  }

  post(path: string, body?: unknown, key?: string): Promise<Answer> {
    return this.ask('POST', path, { body, key });
  }

  ask(method: string, path: string, options?: Ask): Promise<Answer> {
    return ask(this.business.place, this.session, method, path, options);
  }
}
