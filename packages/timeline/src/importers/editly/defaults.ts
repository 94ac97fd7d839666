import { isObject, Part } from '../part.ts';
import type { Session } from '../session.ts';

/** The spec with defaults.layer and defaults.layerType filled into every layer, so that a layer is read in one place. */
export function withDefaults(spec: Part, session: Session): Part {
  const whole = spec.whole();
  const defaults = isObject(whole.defaults) ? whole.defaults : {};
  const common = isObject(defaults.layer) ? defaults.layer : {};
  const byType = isObject(defaults.layerType) ? defaults.layerType : {};
  const fill = (layer: unknown): unknown => {
    if (!isObject(layer)) return layer;
    const own = typeof layer.type === 'string' && Object.hasOwn(byType, layer.type) ? byType[layer.type] : undefined;
    return { ...relevant(common, layer.type), ...(isObject(own) ? own : {}), ...layer };
  };
  const clip = (value: unknown): unknown =>
    isObject(value) && value.layers !== undefined
      ? { ...value, layers: Array.isArray(value.layers) ? value.layers.map(fill) : fill(value.layers) }
      : value;
  return new Part({ ...whole, clips: Array.isArray(whole.clips) ? whole.clips.map(clip) : whole.clips }, '', session);
}

/** A font given for all layers says nothing about those without text. */
function relevant(common: Record<string, unknown>, type: unknown): Record<string, unknown> {
  const text = typeof type === 'string' && (type.includes('title') || type.includes('text'));
  return Object.fromEntries(Object.entries(common).filter(([key]) => text || !key.startsWith('font')));
}
