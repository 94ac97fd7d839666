import type { Problem } from '../../problems.ts';
import { show } from '../issues.ts';
import type { Upgrade } from './steps.ts';

/**
 * The document in the form of version `current`. Of a version that no steps lead from, or none, the problem says which there are;
 * the rest is then checked as it stands, as if it were current. What is no object is handed on.
 */
export function upgraded(doc: unknown, current: number, steps: readonly Upgrade[], problems: Problem[]): unknown {
  if (doc === null || typeof doc !== 'object' || Array.isArray(doc)) return doc;
  const document = doc as Record<string, unknown>;
  const version = Object.hasOwn(document, 'version') ? document.version : undefined;
  const chain = chainFrom(version, current, steps);
  if (!chain) problems.push(unsupported(version, current, steps));
  return { ...(chain ?? []).reduce((d, step) => step.apply(d), document), version: current };
}

/** The steps from a version to the current one, in order; null where they do not lead there. */
function chainFrom(version: unknown, current: number, steps: readonly Upgrade[]): Upgrade[] | null {
  if (version === current) return [];
  const step = steps.find((s) => s.from === version && s.to > s.from && s.to <= current);
  const rest = step ? chainFrom(step.to, current, steps) : null;
  return step && rest ? [step, ...rest] : null;
}

function unsupported(version: unknown, current: number, steps: readonly Upgrade[]): Problem {
  const older = steps.map((s) => s.from).filter((from) => chainFrom(from, current, steps));
  const supported = [...new Set([...older, current])].sort((a, b) => a - b);
  const newer = typeof version === 'number' && version > current;
  return {
    path: ['version'],
    code: 'UNSUPPORTED_VERSION',
    message:
      version === undefined
        ? `version is missing: ${oneOf(supported)} is expected.`
        : `version must be ${oneOf(supported)}, not ${show(version)}.`,
    hint: newer ? 'The document is of a later Workprint than this one.' : `Write "version": ${current}.`,
  };
}

const oneOf = (versions: readonly number[]): string => (versions.length === 1 ? `${versions[0]}` : `one of ${versions.join(', ')}`);
