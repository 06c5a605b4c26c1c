/**
 * Without times of an earlier run Jest begins with the largest files, and these are the stories that start
 * and kill whole products. The storm of deaths needs a machine that isn't full of them: it comes first, beside
 * the specs, which are many and small. Stories come last.
 */
import Sequential from '@jest/test-sequencer';

const TURNS = [/kill-storm\.test/, /\.spec\.ts$/, /\/(?:libs|services|tools)\/.*\.test\.ts$/];

const turnOf = ({ path }) => {
  const turn = TURNS.findIndex((pattern) => pattern.test(path));
  return turn < 0 ? TURNS.length : turn;
};

export default class Sequencer extends Sequential {
  sort(tests) {
    // Jest's own method, not an array's.
    // oxlint-disable-next-line unicorn/no-array-sort
    return super.sort(tests).toSorted((one, other) => turnOf(one) - turnOf(other));
  }
}
