/** The parts of Kubernetes' objects that the specs look at. */
export interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: { secretKeyRef?: { name: string; key: string } };
}

export interface Container {
  name: string;
  image: string;
  env?: EnvVar[];
  securityContext?: { readOnlyRootFilesystem?: boolean; allowPrivilegeEscalation?: boolean; capabilities?: { drop?: string[] } };
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  livenessProbe?: { httpGet?: { path: string } };
  readinessProbe?: { httpGet?: { path: string } };
  volumeMounts?: { name: string; mountPath: string }[];
}

export interface PodTemplate {
  metadata: { labels: Record<string, string> };
  spec: {
    containers: Container[];
    terminationGracePeriodSeconds?: number;
    securityContext?: { runAsNonRoot?: boolean };
    automountServiceAccountToken?: boolean;
    volumes?: { name: string }[];
  };
}

export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
  spec: { template: PodTemplate; selector: { matchLabels: Record<string, string> }; replicas?: number };
}

interface Checked {
  validate(): void;
}

/** Checks an object against the published schema of its kind. @throws naming what is missing or of a wrong type */
export async function checkAgainstSchema({ apiVersion, kind, ...rest }: KubernetesObject): Promise<void> {
  const module = (await import(`kubernetes-models/${apiVersion}`)) as Record<string, new (data: object) => Checked>;
  const Model = module[kind];
  if (!Model) throw new Error(`there is no ${apiVersion} ${kind}`);
  new Model(rest).validate();
}
