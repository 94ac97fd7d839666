export { amendRender, MAX_AMENDMENTS, type RenderAmendment, type Unamendable, unamendable } from './amend-render.ts';
export {
  addAssetWaiters,
  assetWaiters,
  completeUpload,
  deleteAbandonedUpload,
  fileAsset,
  getAsset,
  getAssets,
  insertAsset,
  listAssets,
  markAssetStarted,
  type NewAsset,
  recordAssetStep,
} from './assets.ts';
export {
  type AttemptState,
  attemptOfToken,
  closeAsNotSent,
  databaseNow,
  insertAttempt,
  isOpen,
  listAttempts,
  type NewAttempt,
  updateAttempt,
} from './attempts.ts';
export { type BatchProgressRecord, batchProgress } from './batch-progress.ts';
export {
  finishBatch,
  getBatch,
  insertBatch,
  markBatchStarted,
  membersToStart,
  type NewBatch,
  requestBatchCancel,
  unfinishedMembers,
} from './batches.ts';
export { deleteChunks, findChunks, insertChunk, type NewChunk, replaceChunk } from './chunk-cache.ts';
export { type CachedRow, cachedRows, evictRows } from './chunk-eviction.ts';
export { claimChunks, useChunks } from './chunk-pins.ts';
export { type ChunkCost, type ChunkReport, reportChunk, startChunk } from './chunk-reports.ts';
export { lastChunkCosts, lastRenderCosts } from './cost-history.ts';
export { type Database, type DatabaseOptions, openDatabase } from './database.ts';
export { earlierRenders } from './earlier-renders.ts';
export type { Outlook } from './eta.ts';
export { type Feed, type FeedOptions, openFeed } from './feed.ts';
export { generationEventsAfter } from './generation-events.ts';
export { addGenerationWaiter, awaitedGenerations, generationWaiters, leaveGenerations } from './generation-waiters.ts';
export {
  deleteGenerationRow,
  findGenerationsByIntent,
  type GenerationFilter,
  getGeneration,
  getGenerations,
  listGenerations,
  markGenerationStarted,
  markGenerationsStarted,
  requestGenerationCancel,
} from './generations.ts';
export { noteHeard, wasHeard } from './heard-callbacks.ts';
export { claimIdempotencyKey, claimIdempotencyKeys, type IdempotencyClaim, type NewClaim, readIdempotencyKey } from './idempotency.ts';
export { isId, newId } from './ids.ts';
export { appendLogs, type LogRecord, readLogs } from './logs.ts';
export { InvalidCursorError, type Page, type PageArgs } from './paging.ts';
export {
  addPlaylistSound,
  addSegments,
  type FinishedSegment,
  type KnownSegment,
  openPlaylist,
  readPlaylist,
  segmentNumbers,
  segmentsHolding,
} from './playlists.ts';
export { type ChunkSeed, getRenderProgress, type RevisionOf, seedChunks } from './progress.ts';
export { rivalAttempts, takenJobs } from './provider-jobs.ts';
export { type QueueStatusRecord, queueStatus } from './queue-status.ts';
export { recordGenerationStep } from './record-generation.ts';
export { recordRenderStep } from './record-render.ts';
export { renderChunks } from './render-chunks.ts';
export { renderEventsAfter } from './render-events.ts';
export {
  bindRenderJob,
  leaseRenderJob,
  listRenderJobs,
  openRenderJob,
  type RenderJobRecord,
  renewRenderJob,
} from './render-jobs.ts';
export { boughtBy, type PricedIntent, releaseRender, reserveForRender, sumOfIntents, unbought } from './render-purchases.ts';
export { addCompute, recordTranscode, renderCosts } from './render-usage.ts';
export {
  deleteRenderRow,
  getRender,
  insertRender,
  listRenders,
  markRenderStarted,
  type NewRender,
  type RenderFilter,
  requestRenderCancel,
} from './renders.ts';
export { type Decision, resolveGeneration } from './resolve-generation.ts';
export * from './rows.ts';
export { type Cap, held, type Nearing, nears, reserve, type Spending, SpendLimitError, setCaps, settle, spending } from './spend.ts';
export {
  abandonedUploads,
  deleteOldIdempotencyKeys,
  deleteSilentWorkers,
  everyRow,
  orphanedAssets,
  orphanedBatches,
  orphanedGenerations,
  orphanedRenders,
  startedUnfinishedAssets,
  startedUnfinishedBatches,
  startedUnfinishedGenerations,
  startedUnfinishedRenders,
  workspaceIds,
} from './sweeper.ts';
export { insertGeneration, insertGenerations, type NewGeneration, type TakenGeneration } from './take-generations.ts';
export {
  countTemplates,
  deleteTemplate,
  getTemplate,
  insertTemplate,
  listTemplates,
  type NewTemplate,
  updateTemplate,
} from './templates.ts';
export { openTurn, type Turn } from './turn.ts';
export type { SystemTx, Tx } from './tx.ts';
export { usageBetween } from './usage.ts';
export { type GenerationTimings, timingsOf } from './usual-times.ts';
export { drawersOf, listWorkers, removeWorker, upsertWorker, type WorkerReport } from './workers.ts';
export { type Workload, workloadBefore } from './workload.ts';
export {
  getApiKeyByHash,
  getApiKeys,
  getWorkspace,
  insertApiKey,
  insertWorkspace,
  type NewApiKey,
  revokeApiKey,
  setWorkspaceDefaults,
} from './workspaces.ts';
