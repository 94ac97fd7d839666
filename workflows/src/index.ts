export { batchWorkflow } from './batch.ts';
export { frameWorkflow } from './frame.ts';
export { generationWorkflow } from './generation.ts';
export { ingestWorkflow } from './ingest.ts';
export { maintenanceWorkflow } from './maintenance.ts';
export { renderWorkflow } from './render.ts';
export { renderShardWorkflow } from './shard.ts';
