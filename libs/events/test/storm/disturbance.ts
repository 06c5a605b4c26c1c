import { newId } from '@fieldline/contracts';
import type { OutgoingRecord, Transport } from '../../src/transport.js';
import { recordOf, TreePlanted } from '../orchard.js';
import type { Chooser } from './chooser.js';

const REMEMBERED = 500;

/** What else is in the topics: old records that come once more, and some that are no events of ours. */
export class Disturbance {
  private readonly produced: OutgoingRecord[] = [];
  /** Ids of the latter. */
  readonly planted: string[] = [];

  constructor(private readonly chooser: Chooser) {}

  readonly remember = (records: readonly OutgoingRecord[]): void => {
    this.produced.push(...records);
    this.produced.splice(0, this.produced.length - REMEMBERED);
  };

  async disturb(transport: Transport): Promise<void> {
    const [chance, which] = [this.chooser.fraction(), this.chooser.fraction()];
    const old = this.produced[Math.floor(which * this.produced.length)];
    if (chance < 0.15 && old) return transport.produce([old]);
    if (chance < 0.95) return;
    const id = newId();
    const strange = recordOf(TreePlanted, { treeId: newId(), rowId: newId(), step: 0 }, { id });
    this.planted.push(id);
    const headers = { ...strange.headers, ce_type: 'orchard.tree.sold.v9' };
    return transport.produce([{ ...strange, headers }]);
  }
}
