/**
 * Segment counts a second, side by side: ours, Twilio's calculator, split-sms, and one bare pass
 * over a 64 K table, which is as fast as reading every code unit gets.
 *
 * Every round runs every contestant for a moment, in an order that turns, so that a busy machine
 * disturbs all alike. Ratios are medians of the ratios within a round. The second run of ours is
 * the control: how far it is from 1 is how far any ratio can be trusted.
 *
 *   npm run bench:segments -w bench [-- --check] [-- --rounds=9]
 *
 * With --check it fails when a goal is missed by more than a tenth.
 */
import { countSegments, quoteSegments } from '@fieldline/sms';
import calculator from 'sms-segments-calculator';
import splitSms from 'split-sms';

const turnMs = 120;
const warmUpMs = 400;
const options = new Set(process.argv.slice(2));
const rounds = Number([...options].find((option) => option.startsWith('--rounds='))?.slice(9) ?? 9);

const table = Uint8Array.from({ length: 0x1_0000 }, (_, unit) => {
  const { encoding, units } = countSegments(String.fromCharCode(unit));
  return encoding === 'GSM-7' ? units : 0;
});

/** The bare pass: every unit looked up, nothing decided. */
function sumOfTable(body) {
  let sum = 0;
  for (let index = 0; index < body.length; index++) sum += table[body.charCodeAt(index)];
  return sum;
}

const contestants = {
  ours: (body) => countSegments(body).segments,
  control: (body) => countSegments(body).segments,
  quote: (body) => quoteSegments(body).segments,
  table: sumOfTable,
  twilio: (body) => new calculator.SegmentedMessage(body).segmentsCount,
  split: (body) => splitSms.split(body, { summary: true }).parts.length,
};

const sentence = 'Hi Dana, your technician arrives between 8 and 10 am. Reply to confirm. ';
const plain = sentence.repeat(3).slice(0, 160);
const shapes = [
  { name: 'GSM-7, 160 characters', body: plain, goal: 1_500 },
  { name: 'GSM-7, 160, 16 of them extension', body: plain.replace(/(.{9})./g, '$1€'), goal: 1_000 },
  { name: 'emoji, 80 of 2 code units', body: '😀🔧🚚👍'.repeat(20), goal: 2_500 },
  { name: 'one curly quote in 160', body: `${plain.slice(0, 159)}’` },
  {
    name: 'flags and skin tones, 140 code units',
    body: 'Ok 🇨🇦 thanks 👍🏽!'.repeat(8).slice(0, 140),
  },
];
const tableGoal = 1.15;
const slack = options.has('--check') ? 0.9 : 0;

let sink = 0;
let missed = 0;
console.log(`Node ${process.version}, ${rounds} rounds of ${turnMs} ms each; calls per second\n`);
for (const { name, body, goal } of shapes) {
  // Distinct strings, so that nothing is decided once for all; parsed, so that each is in one piece.
  const bodies = Array.from({ length: 32 }, (_, turn) =>
    JSON.parse(JSON.stringify(body.slice(turn * 2) + body.slice(0, turn * 2))),
  );
  const results = measure(bodies);
  const ratio = (one, other) =>
    median(results.get(one).map((rate, round) => rate / results.get(other)[round]));
  console.log(name);
  for (const [contestant, rates] of results) {
    const against = `${ratio(contestant, 'twilio').toFixed(1)}x Twilio's`;
    console.log(
      `  ${contestant.padEnd(8)} ${format(median(rates)).padStart(12)}  ${against.padStart(20)}`,
    );
  }
  const overTable = ratio('table', 'ours');
  console.log(`  time against the bare pass ${overTable.toFixed(3)} (goal ${tableGoal} at most)`);
  console.log(`  A/A control ${ratio('control', 'ours').toFixed(3)}\n`);
  if (overTable * slack > tableGoal) missed++;
  if (goal) {
    console.log(
      `  goal ${format(goal)}x Twilio's: ${ratio('ours', 'twilio') >= goal ? 'met' : 'missed'}\n`,
    );
    if (ratio('ours', 'twilio') < goal * slack) missed++;
  }
}
if (sink === 0) throw new Error('Nothing was counted');
if (missed > 0) {
  console.error(`${missed} goals missed by more than a tenth`);
  process.exitCode = 1;
}

function measure(bodies) {
  const names = Object.keys(contestants);
  for (const name of names) callsPerSecond(contestants[name], bodies, warmUpMs);
  const results = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length];
      results.get(name).push(callsPerSecond(contestants[name], bodies, turnMs));
    }
  }
  return results;
}

function callsPerSecond(count, bodies, forMs) {
  const startedAt = performance.now();
  let calls = 0;
  let elapsedMs = 0;
  while (elapsedMs < forMs) {
    for (const body of bodies) sink += count(body);
    calls += bodies.length;
    elapsedMs = performance.now() - startedAt;
  }
  return (calls / elapsedMs) * 1_000;
}

function median(values) {
  return values.toSorted((left, right) => left - right)[values.length >> 1];
}

function format(value) {
  return Math.round(value).toLocaleString('en');
}
