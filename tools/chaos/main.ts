import { parseArgs } from 'node:util';
import { FULL, runSpend, SHORT } from './spend.ts';
import { isGood } from './tally.ts';

const USAGE =
  'usage: npm run chaos -- spend [--intents 1000] [--seed 7] [--fault-rate 0.3] [--workers 6] [--short] [--json]\n' +
  '  --short  shorter leases and stops, as in the test; --json  figures only';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    intents: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '7' },
    'fault-rate': { type: 'string', default: '0.3' },
    workers: { type: 'string', default: '6' },
    short: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const [intents, seed, faultRate, workers] = [values.intents, values.seed, values['fault-rate'], values.workers].map(Number) as [
  number,
  number,
  number,
  number,
];
const sane = Number.isInteger(intents) && intents >= 4 && Number.isInteger(seed) && faultRate >= 0 && faultRate <= 1 && workers >= 1;
if (positionals[0] !== 'spend' || !sane) {
  console.error(USAGE);
  process.exit(2);
}
const figures = await runSpend({
  ...{ intents, seed, faultRate, workers },
  pace: values.short ? SHORT : FULL,
  say: (line) => values.json || console.error(`workprint: ${line}`),
  onRun: (run, { intents, billed, doubles, ambiguous, parked, lost, ...more }) =>
    console.log(JSON.stringify({ run, intents, billed, doubles, ambiguous, parked, lost, ...more })),
});
console.log(JSON.stringify(figures));
process.exit(isGood(figures) ? 0 : 1);
