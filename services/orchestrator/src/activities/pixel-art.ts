import { objectKeys, type PixelArtWanted, type RequestActivities, renderWorkflowInput, type StoredTimeline } from '@workprint/contracts';
import {
  type Database,
  type GenerationRow,
  getGeneration,
  getRender,
  getWorkspace,
  insertRender,
  type RenderRow,
} from '@workprint/projection';
import type { Dependencies } from '../dependencies.ts';

type Asked = Parameters<RequestActivities['acceptPixelArt']>[0];

/**
 * The render of a bought video's frames, under the id the generation's row has had from the start: a second call finds the
 * first one's. Its workflow is the generation workflow's child.
 */
export const acceptPixelArt =
  ({ db, store }: Pick<Dependencies, 'db' | 'store'>): RequestActivities['acceptPixelArt'] =>
  async (asked) => {
    const generation = await db.withWorkspace(asked.workspaceId, (tx) => getGeneration(tx, asked.generationId));
    if (!generation?.pixelArt || !generation.pixelRenderId) throw new Error(`generation ${asked.generationId} was asked for no frames`);
    const { pixelArt, pixelRenderId } = generation;
    // The document first: a row is never without it.
    await store.putJson(objectKeys.timeline(asked.workspaceId, pixelRenderId), document(pixelArt, asked.assetId));
    return renderWorkflowInput(await accepted(db, asked, generation, pixelArt, pixelRenderId));
  };

const document = ({ canvas }: PixelArtWanted, assetId: string): StoredTimeline => ({
  timeline: { version: 1, canvas, tracks: [{ clips: [{ type: 'video', src: `asset:${assetId}`, start: 0, fit: 'cover' }] }] },
  variables: null,
});

const accepted = (db: Database, asked: Asked, generation: GenerationRow, wanted: PixelArtWanted, id: string): Promise<RenderRow> =>
  db.withWorkspace(asked.workspaceId, async (tx) => {
    const before = await getRender(tx, id);
    if (before) return before;
    const workspace = await getWorkspace(tx);
    if (!workspace) throw new Error(`workspace ${asked.workspaceId} is gone`);
    return insertRender(tx, {
      ...{ id, rootId: id, createdBy: generation.createdBy, projectId: generation.projectId },
      ...{ preset: wanted.preset, pipelineVersion: wanted.pipelineVersion, outputSettings: [wanted.output] },
      priority: asked.priority,
      timelineKey: objectKeys.timeline(asked.workspaceId, id),
      timeoutSeconds: workspace.maxRenderSeconds,
    });
  });
