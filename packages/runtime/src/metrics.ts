import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  counter(name: string, help: string, labels?: readonly string[]): Counter;
  gauge(name: string, help: string, labels?: readonly string[]): Gauge;
  /** Buckets in the metric's own unit. */
  histogram(name: string, help: string, buckets: number[], labels?: readonly string[]): Histogram;
}

/** A registry of its own with the process's metrics; every series carries `service`. Names start with "workprint_". */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  // The default looks at the event loop a hundred times a second, which is a third of what an idle worker costs.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  const registers = [registry];
  return {
    registry,
    counter: (name, help, labels = []) => new Counter({ name, help, labelNames: [...labels], registers }),
    gauge: (name, help, labels = []) => new Gauge({ name, help, labelNames: [...labels], registers }),
    histogram: (name, help, buckets, labels = []) => new Histogram({ name, help, buckets, labelNames: [...labels], registers }),
  };
}
