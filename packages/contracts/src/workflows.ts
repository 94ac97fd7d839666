/** Names of the workflow functions, for starting them without importing the room. */
export const WORKFLOWS = {
  render: 'renderWorkflow',
  shard: 'renderShardWorkflow',
  ingest: 'ingestWorkflow',
  generation: 'generationWorkflow',
  frame: 'frameWorkflow',
  batch: 'batchWorkflow',
  maintenance: 'maintenanceWorkflow',
} as const;
