import { describe, expect, test } from '@jest/globals';
import { GroupCommit, type Settled } from './group-commit.js';

const done = (value: string): Settled<string> => ({ status: 'fulfilled', value });
const refused = (reason: Error): Settled<string> => ({ status: 'rejected', reason });

/** Commits that last until they are told to end. */
function slowCommits(lanes: number, maxItems?: number, maxWaiting?: number) {
  const groups: { key: string; items: readonly string[]; end(error?: Error): void }[] = [];
  const commit = (key: string, items: readonly string[]) =>
    new Promise<Settled<string>[]>((resolve, reject) => {
      const end = (error?: Error) =>
        error ? reject(error) : resolve(items.map((item) => done(`${item}!`)));
      groups.push({ key, items, end });
    });
  return { groups, group: new GroupCommit({ commit, lanes, maxItems, maxWaiting }) };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 2));
const sqlError = (code: string) => Object.assign(new Error(code), { code });

describe('GroupCommit', () => {
  test('gives each its own answer', async () => {
    const group = new GroupCommit<string, string>({
      commit: async (_, items) =>
        items.map((item) => (item === 'b' ? refused(new Error('no b')) : done(item))),
    });
    const answers = ['a', 'b', 'c'].map((item) => group.add('k', item));
    expect(await Promise.allSettled(answers)).toEqual([
      done('a'),
      refused(new Error('no b')),
      done('c'),
    ]);
  });

  test('takes what came meanwhile as one group', async () => {
    const { groups, group } = slowCommits(1);
    const first = group.add('k', 'a');
    await turn();
    const rest = ['b', 'c', 'd'].map((item) => group.add('k', item));
    await turn();
    expect(groups.map(({ items }) => items)).toEqual([['a']]);
    groups[0]?.end();
    expect(await first).toBe('a!');
    await turn();
    expect(groups[1]?.items).toEqual(['b', 'c', 'd']);
    groups[1]?.end();
    expect(await Promise.all(rest)).toEqual(['b!', 'c!', 'd!']);
  });

  test('keeps keys apart, and to its lanes and size', async () => {
    const { groups, group } = slowCommits(2, 2);
    for (const item of ['a', 'b', 'c', 'd', 'e']) void group.add('one', item);
    void group.add('two', 'f');
    await turn();
    void group.add('one', 'g');
    await turn();
    expect(groups.map(({ key, items }) => [key, items])).toEqual([
      ['one', ['a', 'b']],
      ['one', ['c', 'd']],
      ['two', ['f']],
    ]);
    groups[0]?.end();
    await turn();
    expect(groups[3]?.items).toEqual(['e', 'g']);
  });

  test('one that breaks its group is alone in being refused', async () => {
    const asked: string[][] = [];
    const group = new GroupCommit<string, string>({
      commit: async (_, items) => {
        asked.push([...items]);
        if (items.includes('bad')) throw sqlError('23514');
        return items.map(done);
      },
    });
    const answers = ['a', 'bad', 'c'].map((item) => group.add('k', item));
    expect(await Promise.allSettled(answers)).toEqual([
      done('a'),
      refused(sqlError('23514')),
      done('c'),
    ]);
    expect(asked).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
  });

  test.each(['ECONNREFUSED', '57P01', '08006'])('%s is told to all at once', async (code) => {
    let commits = 0;
    const group = new GroupCommit<string, string>({
      commit: async () => {
        commits += 1;
        throw sqlError(code);
      },
    });
    const answers = await Promise.allSettled(['a', 'b'].map((item) => group.add('k', item)));
    expect(answers).toEqual([refused(sqlError(code)), refused(sqlError(code))]);
    expect(commits).toBe(1);
  });

  test('no connection, which pg says without a code, is told to all at once', async () => {
    let commits = 0;
    const group = new GroupCommit<string, string>({
      commit: async () => {
        commits += 1;
        throw new Error('timeout exceeded when trying to connect');
      },
    });
    await Promise.allSettled(['a', 'b'].map((item) => group.add('k', item)));
    expect(commits).toBe(1);
  });

  test('more than may wait are refused at once', async () => {
    const { groups, group } = slowCommits(1, 500, 2);
    const first = group.add('k', 'a');
    await turn();
    const waiting = [group.add('k', 'b'), group.add('k', 'c')];
    await expect(group.add('k', 'd')).rejects.toMatchObject({ code: '53000' });
    groups[0]?.end();
    await first;
    await turn();
    groups[1]?.end();
    expect(await Promise.all(waiting)).toEqual(['b!', 'c!']);
  });

  test('goes on after a failure', async () => {
    const { groups, group } = slowCommits(1);
    const first = group.add('k', 'a');
    await turn();
    const second = group.add('k', 'b');
    groups[0]?.end(sqlError('57P01'));
    await expect(first).rejects.toThrow('57P01');
    await turn();
    groups[1]?.end();
    expect(await second).toBe('b!');
  });
});
