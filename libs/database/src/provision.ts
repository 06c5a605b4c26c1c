import { Client, escapeIdentifier, escapeLiteral } from 'pg';

export interface RolePasswords {
  readonly owner: string;
  readonly tenant: string;
  readonly worker: string;
}

export interface RoleNames extends RolePasswords {}

/** The three logins of a service. */
export function roleNames(service: string): RoleNames {
  return { owner: `${service}_owner`, tenant: `${service}_tenant`, worker: `${service}_worker` };
}

/**
 * Creates a service's roles, its schema and the database's extensions, or sets their passwords anew. Run by
 * whoever owns the database cluster; in production that is the cluster's operator, not this program.
 * @param adminUrl address of a role that may create roles, in the database to provision
 */
export async function provisionService(
  adminUrl: string,
  service: string,
  passwords: RolePasswords,
): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return await provision(client, service, passwords);
      } catch (error) {
        await client.query('ROLLBACK');
        if (!isCollision(error) || attempt === ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 100 * attempt));
      }
    }
  } finally {
    await client.end();
  }
}

/** Roles belong to the whole cluster: databases that are provisioned at once collide in its catalogue. */
const ATTEMPTS = 20;
const COLLISIONS = new Set(['42710', '23505', 'XX000']);

function isCollision(error: unknown): boolean {
  return error instanceof Error && 'code' in error && COLLISIONS.has(String(error.code));
}

async function provision(client: Client, service: string, passwords: RolePasswords): Promise<void> {
  const names = roleNames(service);
  await client.query('BEGIN');
  for (const role of ['owner', 'tenant', 'worker'] as const) {
    await createRole(client, names[role], passwords[role], service);
  }
  const schema = escapeIdentifier(service);
  await client.query(
    `CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${escapeIdentifier(names.owner)}`,
  );
  await client.query(
    `GRANT USAGE ON SCHEMA ${schema} TO ${escapeIdentifier(names.tenant)}, ${escapeIdentifier(names.worker)}`,
  );
  for (const extension of EXTENSIONS)
    await client.query(`CREATE EXTENSION IF NOT EXISTS ${extension} WITH SCHEMA public`);
  await client.query('COMMIT');
}

/** Trusted ones, of Postgres's own: what a service's indexes may be made with. */
const EXTENSIONS = ['btree_gin', 'pg_trgm', 'unaccent'] as const;

async function createRole(
  client: Client,
  name: string,
  password: string,
  schema: string,
): Promise<void> {
  const role = escapeIdentifier(name);
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  await client.query(
    `${verb} ROLE ${role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE PASSWORD ${escapeLiteral(password)}`,
  );
  await client.query(`ALTER ROLE ${role} SET search_path = ${escapeIdentifier(schema)}`);
}
