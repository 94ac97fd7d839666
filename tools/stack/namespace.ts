import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '@workprint/contracts';

const ALREADY_EXISTS = 6;
const KEYWORD = 2;
const RETENTION_DAYS = 7;

const codeOf = (error: unknown) => (error as { code?: number }).code;

/** True when the server answers. */
export async function answers(address: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 2000 });
  try {
    await connection.workflowService.getSystemInfo({});
    const health = await connection.healthService.check({ service: 'temporal.api.workflowservice.v1.WorkflowService' });
    return health.status === 1;
  } finally {
    await connection.close();
  }
}

/** Makes the namespace with its search attributes where they are not there, and waits until the server has seen both. */
export async function ensureNamespace(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    const { workflowService, operatorService } = connection;
    const retention = { seconds: (RETENTION_DAYS * 86_400) as unknown as never, nanos: 0 };
    await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: retention }).catch((error: unknown) => {
      if (codeOf(error) !== ALREADY_EXISTS) throw error;
    });
    const present = async () => (await operatorService.listSearchAttributes({ namespace })).customAttributes;
    const until = async (seen: () => Promise<boolean>) => {
      for (let tries = 0; tries < 300 && !(await seen().catch(() => false)); tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 100));
    };
    await until(async () => (await present()) !== undefined);
    const known = await present();
    const missing = SEARCH_ATTRIBUTES.filter((name) => !(name in known));
    if (missing.length > 0) {
      const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
      await operatorService.addSearchAttributes({ namespace, searchAttributes });
      await until(async () => {
        await workflowService.countWorkflowExecutions({ namespace, query: missing.map((name) => `${name} = 'x'`).join(' OR ') });
        return true;
      });
    }
  } finally {
    await connection.close();
  }
}
