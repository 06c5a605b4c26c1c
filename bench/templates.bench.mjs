/**
 * Texts filled in a second, side by side: a reminder of six codes by ours, liquidjs, Handlebars and a
 * bare join of the same parts. Each reads its template once, beforehand. Handlebars makes code of it
 * (`new Function`), which ours must not; the bare join looks at no value, and would send what it is given.
 *
 *   npm run bench:templates -w bench [-- --check] [-- --rounds=9]
 *
 * With --check it fails when the goal is missed by more than a tenth.
 */
import { parseTemplate, templateRenderer } from '@fieldline/sms';
import handlebars from 'handlebars';
import { Liquid } from 'liquidjs';
import { race, report } from './harness.mjs';

const turnMs = 40;
const rounds = Number(process.argv.find((word) => word.startsWith('--rounds='))?.slice(9) ?? 31);
const goal = 40;
const body =
  'Hi {{customerFirstName}}, {{businessName}} will see you {{date}}, {{window}}, for ' +
  '{{jobType}}. Questions? Call {{businessPhone}}. Reply STOP to opt out.';
const codes = body.match(/(?<=\{\{)\w+/g);

/** Other values each time, so that nothing is filled in once for all; parsed, so that each is in one piece. */
const records = Array.from({ length: 64 }, (_, turn) =>
  JSON.parse(
    JSON.stringify({
      customerFirstName: ['Dana', 'José', 'Mary Ann', 'Zoë'][turn % 4],
      businessName: `Acme Plumbing ${turn}`,
      date: `Tuesday, December ${1 + (turn % 28)}`,
      window: `${1 + (turn % 11)}:00 AM to 2:00 PM`,
      jobType: ['Drain cleaning', 'Furnace tune-up', 'Annual check'][turn % 3],
      businessPhone: `312-555-01${10 + turn}`,
    }),
  ),
);

const { parts } = parseTemplate(body);
const render = templateRenderer(parts);
const liquid = new Liquid();
const liquidTemplate = liquid.parse(body);
const handlebarsTemplate = handlebars.compile(body, { noEscape: true });

const renderers = {
  ours: (values) => render(values).body,
  control: (values) => render(values).body,
  liquidjs: (values) => liquid.renderSync(liquidTemplate, values),
  handlebars: (values) => handlebarsTemplate(values),
  'bare join': (values) =>
    parts.reduce((text, part) => text + ('code' in part ? values[part.code] : part.text), ''),
};

for (const values of records) {
  const texts = Object.values(renderers).map((render) => render(values));
  if (codes.length !== 6 || new Set(texts).size !== 1)
    throw new Error(`They differ: ${texts.join(' | ')}`);
}

let sink = 0;
console.log(`Node ${process.version}, turns of ${turnMs} ms`);
const made = await compete('texts of six codes', (text) => text.length, [
  { one: 'ours', other: 'liquidjs', least: goal },
]);
// Reading one joins what V8 has only strung together: a cost of whoever reads, and the same for all.
await compete('the same, each read at its end', (text) => text.charCodeAt(text.length - 1));
if (sink === 0) throw new Error('Nothing was filled in');
if (process.argv.includes('--check') && made < goal * 0.9) {
  console.error('The goal is missed by more than a tenth');
  process.exitCode = 1;
}

/** @returns ours, as a ratio to liquidjs */
async function compete(title, use, goals) {
  const contestants = Object.entries(renderers).map(([name, render]) => [
    name,
    () => turn(render, use),
  ]);
  const results = await race(Object.fromEntries(contestants), rounds);
  report(title, results, 'liquidjs', goals);
  console.log(`  A/A control ${results.ratio('control', 'ours').toFixed(3)}`);
  return results.ratio('ours', 'liquidjs');
}

/** @returns texts a second of processor time, their garbage included: the clock would count what others on the machine take */
function turn(render, use) {
  const endsAt = performance.now() + turnMs;
  const { user, system } = process.cpuUsage();
  let count = 0;
  do {
    for (const values of records) sink += use(render(values));
    count += records.length;
  } while (performance.now() < endsAt);
  const used = process.cpuUsage();
  return (count / (used.user + used.system - user - system)) * 1_000_000;
}
