import { actorOf, type Principal } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { serviceUnavailable, type ServiceClient } from '@fieldline/http';
import { EXPORT_END, Exporter } from '@fieldline/service';
import { Injectable } from '@nestjs/common';
import { appendAudit } from '../audit/audit.writer.js';
import { Billing, Compliance, Messaging, Scheduler } from '../upstream/services.js';
import { TenantService } from './tenant.service.js';

/** Everything of a business that any service keeps, one after the other, no faster than it is read. */
@Injectable()
export class TenantExport {
  private readonly others: readonly ServiceClient[];

  constructor(
    private readonly tenants: TenantService,
    private readonly own: Exporter,
    private readonly database: Database,
    messaging: Messaging,
    billing: Billing,
    compliance: Compliance,
    scheduler: Scheduler,
  ) {
    this.others = [messaging, billing, compliance, scheduler];
  }

  /** Notes who took it, then reads. @throws not_found */
  async begin(caller: Principal, tenantId: string): Promise<AsyncGenerator<string | Uint8Array>> {
    await this.tenants.get(tenantId);
    await this.database.asTenant(tenantId, async (tx) => {
      const subject = { kind: 'tenant', id: tenantId };
      await appendAudit(tx, [
        { tenantId, actor: actorOf(caller), action: 'tenant.exported', subject },
      ]);
    });
    return this.lines({ ...caller, tenantId }, tenantId);
  }

  private async *lines(caller: Principal, tenantId: string): AsyncGenerator<string | Uint8Array> {
    yield* this.own.lines(tenantId);
    for (const service of this.others) yield* whole(service.stream('/export', caller));
    yield `{${EXPORT_END}`;
  }
}

/** @throws service_unavailable when it breaks off: half of it must not pass for all. */
async function* whole(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let tail = '';
  for await (const chunk of chunks) {
    tail = (tail + Buffer.from(chunk.subarray(-EXPORT_END.length)).toString('latin1')).slice(
      -EXPORT_END.length,
    );
    yield chunk;
  }
  if (tail !== EXPORT_END) throw serviceUnavailable();
}
