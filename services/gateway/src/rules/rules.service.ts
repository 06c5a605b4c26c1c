import { actorOf, type AcknowledgementView, type RulesView } from '@fieldline/contracts';
import { Database, query } from '@fieldline/database';
import { forbidden } from '@fieldline/http';
import { RULES_NOTICE } from '@fieldline/rules';
import { Injectable } from '@nestjs/common';
import type { Access } from '../access/access.js';
import { appendAudit } from '../audit/audit.writer.js';
import { Acknowledgements, readerOf } from './acknowledgements.js';
import { staleVersion } from './rules.errors.js';

/** The rules of texting in plain words, and who said that they have read them. */
@Injectable()
export class RulesService {
  constructor(
    private readonly database: Database,
    private readonly acknowledgements: Acknowledgements,
  ) {}

  async rules(access: Access): Promise<RulesView> {
    const { version, sections } = RULES_NOTICE;
    const { tenantId } = access.principal;
    const at = tenantId && (await this.acknowledgements.at(tenantId, readerOf(access)));
    return {
      version,
      sections: sections.map(({ title, text, sources }) => ({
        title,
        text,
        sources: sources.map(({ title: name, url }) => ({ title: name, url })),
      })),
      acknowledgedAt: at ? at.toISOString() : null,
    };
  }

  /**
   * Once for each person and version.
   * @throws forbidden for keys and operators, stale_version for rules that aren't the current ones
   */
  async acknowledge(access: Access, version: string): Promise<AcknowledgementView> {
    const { principal } = access;
    const { tenantId } = principal;
    const userId = readerOf(access);
    if (tenantId === null || userId === null)
      throw forbidden('A person of the business reads the rules: sign in as one.');
    if (version !== RULES_NOTICE.version) throw staleVersion(RULES_NOTICE.version);
    return this.database.asTenant(tenantId, async (tx) => {
      const added = await query(
        tx,
        `INSERT INTO acknowledgement (tenant_id, user_id, version) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING RETURNING 1`,
        [tenantId, userId, version],
      );
      if (added.length > 0) {
        const subject = { kind: 'user', id: userId };
        const done = { tenantId, actor: actorOf(principal), subject, detail: { version } };
        await appendAudit(tx, [{ ...done, action: 'rules.acknowledged' }]);
      }
      const [row] = await query<{ at: Date }>(
        tx,
        `SELECT acknowledged_at AS at FROM acknowledgement
          WHERE tenant_id = $1 AND user_id = $2 AND version = $3`,
        [tenantId, userId, version],
      );
      return { version, acknowledgedAt: (row?.at ?? new Date()).toISOString() };
    });
  }
}
