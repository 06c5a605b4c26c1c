/**
 * Contestants side by side: every round runs each of them once, in an order that turns, so that a
 * busy machine disturbs all alike. Ratios are medians of the ratios within a round; a contestant
 * that runs twice is the control: how far it is from 1 is how far any ratio can be trusted.
 */
export async function race(contestants, rounds = roundsAsked()) {
  const names = Object.keys(contestants);
  for (const name of names) await contestants[name]();
  const rates = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length];
      rates.get(name).push(await contestants[name]());
    }
  return {
    rates,
    ratio: (one, other) => median(rates.get(one).map((rate, at) => rate / rates.get(other)[at])),
  };
}

/** Runs `work`, which answers how many things it did. @returns things a second */
export async function rateOf(work) {
  const startedAt = performance.now();
  const count = await work();
  return (count / (performance.now() - startedAt)) * 1_000;
}

/** Prints every contestant's median, its ratio to `base`, and whether each goal is met. */
export function report(title, { rates, ratio }, base, goals = []) {
  console.log(`\n${title}`);
  for (const [name, values] of rates)
    console.log(
      `  ${name.padEnd(28)} ${format(median(values)).padStart(10)}/s  ${ratio(name, base).toFixed(2)}x ${base}`,
    );
  for (const { one, other, least } of goals) {
    const found = ratio(one, other);
    console.log(
      `  goal: ${one} at least ${least} of ${other}: ${found.toFixed(2)}, ${found >= least ? 'met' : 'missed'}`,
    );
  }
}

export function median(values) {
  return values.toSorted((left, right) => left - right)[values.length >> 1];
}

export function format(value) {
  return Math.round(value).toLocaleString('en');
}

function roundsAsked() {
  const option = process.argv.find((argument) => argument.startsWith('--rounds='));
  return Number(option?.slice(9) ?? 5);
}
