/** Topic to partitions, as the group's leader gave them out. */
export type Assignment = Readonly<Record<string, readonly number[]>>;

export interface GroupCensus {
  readonly members: number;
  readonly partitions: number;
}

/**
 * Where a consumer stands in its group. One without partitions is well only if there are more members
 * than partitions: it stands by. Anything else is a consumer that hears nothing and doesn't know it.
 */
export class Membership {
  private state: 'out' | 'assigned' | 'empty-handed' | 'standing by' = 'out';
  private changes = 0;

  /** @param census asks the brokers, when it was given nothing */
  constructor(private readonly census: () => Promise<GroupCensus>) {}

  get isAssigned(): boolean {
    return this.state === 'assigned';
  }

  joined(assignment: Assignment): void {
    const given = Object.values(assignment).some((partitions) => partitions.length > 0);
    this.become(given ? 'assigned' : 'empty-handed');
  }

  left(): void {
    this.become('out');
  }

  /** @throws Error saying why the group's events don't come here, or wouldn't */
  async check(group: string): Promise<void> {
    if (this.state === 'out') throw new Error(`${group} has not joined its group`);
    if (this.state !== 'empty-handed') return;
    const { changes } = this;
    const { members, partitions } = await this.census();
    if (members <= partitions)
      throw new Error(`${group} has no partitions, although there are enough for every member`);
    if (changes === this.changes) this.become('standing by');
  }

  private become(state: Membership['state']): void {
    this.state = state;
    this.changes++;
  }
}
