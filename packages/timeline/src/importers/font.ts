import type { Session } from './session.ts';

/** The family that text is drawn in unless another one is offered; another family is listed. */
export function fontOf(session: Session, path: string, family: string | undefined): void {
  if (family !== undefined && !/^inter\b/i.test(family.trim()))
    session.drop(path, `The font "${family.slice(0, 60)}" is not shipped; the text is set in Inter.`);
}
