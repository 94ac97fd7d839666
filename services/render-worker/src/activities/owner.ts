/** Whose work something is. */
export interface Owner {
  workspaceId: string;
  renderId: string;
}
