/** A key of an effect: what it may be, what it means, and what it is when it is not said. */
export type Param = NumberParam | ColorParam | ChoiceParam | AssetParam;

export interface NumberParam {
  kind: 'number';
  min: number;
  max: number;
  unit: string;
  /** Absent: it must be said, or `absent` says what happens without it. */
  default?: number;
  absent?: string;
  /** The value at which the effect does nothing. */
  neutral?: number;
  /** It takes keyframes. */
  animated?: true;
  whole?: true;
  /** Counts canvas pixels: drafts have fewer. */
  pixels?: true;
}

interface ColorParam {
  kind: 'color';
  unit: string;
  default: string;
}

interface ChoiceParam {
  kind: 'choice';
  unit: string;
  values: readonly string[];
  default: string;
}

/** "asset:<id>" in a timeline; once its sources are known, the file's SHA-256. */
interface AssetParam {
  kind: 'asset';
  unit: string;
}

/** 0 to 1, 1 unless said, 0 is none. */
export const share = (unit: string, more: Partial<NumberParam> = {}): NumberParam => ({
  ...{ kind: 'number', min: 0, max: 1, unit, default: 1, neutral: 0, animated: true },
  ...more,
});

/** A number that must be said. */
export const amount = (min: number, max: number, neutral: number, unit: string): NumberParam => ({
  ...{ kind: 'number', min, max, neutral, unit, animated: true },
});
