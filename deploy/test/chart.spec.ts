import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { type Container, checkAgainstSchema, type KubernetesObject } from './kubernetes.ts';
import { CHART, type Rendering, rendering } from './rendered.ts';

/** The first run of a machine builds the renderer. */
const BUILD_MS = 600_000;
const WITH_PODS = ['Deployment', 'Job'];

describe.each(['least', 'everything'])('the chart with values/%s.yaml', (name) => {
  let result: Rendering;
  let objects: KubernetesObject[];
  beforeAll(async () => {
    result = await rendering(name);
    objects = result.manifests.map(({ object }) => object as unknown as KubernetesObject);
  }, BUILD_MS);

  const pods = () => objects.filter(({ kind }) => WITH_PODS.includes(kind));
  const deployments = () => objects.filter(({ kind }) => kind === 'Deployment');
  const container = (component: string): Container =>
    pods()
      .flatMap(({ spec }) => spec.template.spec.containers)
      .find((one) => one.name === component)!;
  const secretsOf = (component: string) => container(component).env?.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef?.key ?? []) ?? [];

  it('is what is kept in rendered/', () => {
    expect(result.kept).toEqual({ sources: result.sources, manifests: result.manifests });
  });

  it('fits the schemas of Kubernetes', async () => {
    expect(objects.length).toBeGreaterThan(10);
    for (const object of objects) await checkAgainstSchema(object);
  });

  it('has a deployment for each service', () => {
    const components = deployments().map(({ spec }) => spec.template.metadata.labels['app.kubernetes.io/component']);
    expect(components).toEqual(['gateway', 'orchestrator', 'render-worker', 'ai-worker']);
  });

  it('selects by labels that the pods have', () => {
    for (const { spec } of deployments()) expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
  });

  it('gives every pod as little as it can', () => {
    for (const { spec } of pods()) {
      const pod = spec.template.spec;
      expect(pod).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } });
      for (const one of pod.containers) {
        expect(one.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(one.resources).toMatchObject({ requests: expect.anything(), limits: { memory: expect.any(String) } });
      }
    }
  });

  it('mounts only volumes that are there', () => {
    for (const { spec } of pods()) {
      const volumes = spec.template.spec.volumes?.map((volume) => volume.name) ?? [];
      const mounted = spec.template.spec.containers.flatMap((one) => one.volumeMounts?.map((mount) => mount.name) ?? []);
      expect(volumes.sort()).toEqual(mounted.sort());
    }
  });

  it('asks each service how it is', () => {
    for (const { spec } of deployments()) {
      const [one] = spec.template.spec.containers;
      expect(one?.livenessProbe?.httpGet?.path).toBe('/health');
      expect(one?.readinessProbe?.httpGet?.path).toBe('/ready');
    }
  });

  it('lets a worker end its grace before it is killed', () => {
    for (const { spec } of deployments()) {
      const [one] = spec.template.spec.containers;
      const grace = Number(one?.env?.find((variable) => variable.name === 'SHUTDOWN_GRACE_SECONDS')?.value);
      expect(grace).toBeGreaterThan(0);
      expect(spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(grace);
    }
  });

  it('shows each database role to those alone who act in it', () => {
    const having = (key: string) =>
      pods()
        .flatMap(({ spec }) => spec.template.spec.containers)
        .filter((one) => secretsOf(one.name).includes(key))
        .map((one) => one.name);
    expect(having('DATABASE_OWNER_URL')).toEqual(['migrate']);
    expect(having('DATABASE_SYSTEM_URL')).toEqual(['orchestrator']);
    expect(having('WORKPRINT_SECRET')).toEqual(['gateway']);
  });

  it('migrates before anything is new', () => {
    const job = objects.find(({ kind }) => kind === 'Job');
    expect(job?.metadata.annotations?.['helm.sh/hook']).toBe('pre-install,pre-upgrade');
  });
});

describe('the chart with everything', () => {
  let objects: KubernetesObject[];
  beforeAll(async () => {
    objects = (await rendering('everything')).manifests.map(({ object }) => object as unknown as KubernetesObject);
  }, BUILD_MS);

  it('leaves the number of pods to the autoscaler', () => {
    expect(objects.find(({ metadata }) => metadata.name.endsWith('render-worker'))?.spec).not.toHaveProperty('replicas');
    expect(objects.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['HorizontalPodAutoscaler', 'Ingress', 'NetworkPolicy']));
  });

  it('leaves out a disruption budget that is not wanted', () => {
    const budgets = objects.filter(({ kind }) => kind === 'PodDisruptionBudget').map(({ metadata }) => metadata.name);
    expect(budgets).toEqual(['wp-workprint-gateway', 'wp-workprint-orchestrator', 'wp-workprint-render-worker']);
  });
});

describe('values.schema.json', () => {
  const read = (file: string) => readFileSync(path.join(CHART, file), 'utf8');
  const check = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(read('values.schema.json')));
  const given = parse(readFileSync(path.join(import.meta.dirname, 'values', 'least.yaml'), 'utf8'));
  const defaults = parse(read('values.yaml'));
  const values = () => ({
    ...defaults,
    ...given,
    temporal: { ...defaults.temporal, ...given.temporal },
    s3: { ...defaults.s3, ...given.s3 },
  });

  it('takes the defaults with what must be given', () => {
    check(values());
    expect(check.errors).toBeNull();
  });

  it.each([
    ['a misspelt key', { temporl: {} }],
    ['a Temporal address without a port', { temporal: { address: 'temporal', namespace: 'workprint' } }],
    ['an address that is none', { publicUrl: 'workprint.example.com' }],
    ['a log level that there is not', { logLevel: 'loud' }],
    [
      'both kinds of budget',
      { services: { gateway: { replicas: 1, shutdownGraceSeconds: 1, resources: {}, pdb: { minAvailable: 1, maxUnavailable: 1 } } } },
    ],
  ])('refuses %s', (_, wrong) => {
    expect(check({ ...values(), ...wrong })).toBe(false);
  });
});
