import { parseArgs } from 'node:util';
import { areGood, runGenerations } from './generations.ts';
import { FULL, runSpend, SHORT } from './spend.ts';
import { isGood } from './tally.ts';

const USAGE =
  'usage: npm run chaos -- spend [--intents 1000] [--seed 7] [--fault-rate 0.3] [--workers 6] [--short] [--json]\n' +
  '       npm run chaos -- generations [--count 200] [--workspaces 1] [--answers-only] [--json]\n' +
  '  --short  shorter leases and stops, as in the test; --json  what stdout has anyway: nothing but figures, one line each';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    intents: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '7' },
    'fault-rate': { type: 'string', default: '0.3' },
    workers: { type: 'string', default: '6' },
    count: { type: 'string', default: '200' },
    workspaces: { type: 'string', default: '1' },
    'answers-only': { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => console.error(`workprint: ${line}`);
const end = (figures: object, good: boolean): never => {
  console.log(JSON.stringify(figures));
  process.exit(good ? 0 : 1);
};

const misused = (): never => {
  console.error(USAGE);
  process.exit(2);
};

async function spend(): Promise<never> {
  const [intents, seed, workers] = [values.intents, values.seed, values.workers].map(Number) as [number, number, number];
  const faultRate = Number(values['fault-rate']);
  const sane = Number.isInteger(intents) && intents >= 4 && Number.isInteger(seed) && faultRate >= 0 && faultRate <= 1 && workers >= 1;
  if (!sane) return misused();
  const figures = await runSpend({
    ...{ intents, seed, faultRate, workers, say },
    pace: values.short ? SHORT : FULL,
    onRun: (run, { intents, billed, doubles, ambiguous, parked, lost, ...more }) =>
      console.log(JSON.stringify({ run, intents, billed, doubles, ambiguous, parked, lost, ...more })),
  });
  return end(figures, isGood(figures));
}

async function generations(): Promise<never> {
  const [count, workspaces] = [values.count, values.workspaces].map(Number) as [number, number];
  if (![count, workspaces].every((n) => Number.isInteger(n) && n >= 1)) return misused();
  const figures = await runGenerations({ count, workspaces, answersOnly: values['answers-only'], say });
  return end(figures, areGood(figures));
}

if (positionals[0] === 'spend') await spend();
else if (positionals[0] === 'generations') await generations();
else misused();
