/** The part of MediaConvert's wire format that the simulator reads and writes: lowerCamel names, times in seconds. */
export interface WireSettings {
  inputs?: WireInput[];
  outputGroups?: WireGroup[];
  timecodeConfig?: { source?: string };
}

export interface WireInput {
  fileInput?: string;
  inputClippings?: { startTimecode?: string; endTimecode?: string }[];
  timecodeSource?: string;
  audioSelectors?: Record<string, { externalAudioFileInput?: string }>;
}

export interface WireGroup {
  name?: string;
  outputGroupSettings?: {
    type?: string;
    fileGroupSettings?: { destination?: string };
    hlsGroupSettings?: { destination?: string; segmentLength?: number };
    dashIsoGroupSettings?: { destination?: string; segmentLength?: number; fragmentLength?: number };
  };
  outputs?: WireOutput[];
}

export interface WireOutput {
  nameModifier?: string;
  containerSettings?: { container?: string };
  videoDescription?: WireVideo;
  audioDescriptions?: { audioSourceName?: string; codecSettings?: { aacSettings?: { bitrate?: number } } }[];
}

export interface WireVideo {
  width?: number;
  height?: number;
  scalingBehavior?: string;
  codecSettings?: { codec?: string; h264Settings?: WireCodec; h265Settings?: WireCodec };
  videoPreprocessors?: { imageInserter?: { insertableImages?: WireImage[] } };
}

export interface WireCodec {
  framerateNumerator?: number;
  framerateDenominator?: number;
  gopSize?: number;
}

export interface WireImage {
  imageInserterInput?: string;
  imageX?: number;
  imageY?: number;
  width?: number;
  height?: number;
  layer?: number;
  opacity?: number;
  startTime?: string;
  duration?: number;
  fadeIn?: number;
  fadeOut?: number;
}

/** Body of CreateJob. */
export interface CreateJob {
  role?: string;
  settings?: WireSettings;
  queue?: string;
  jobTemplate?: string;
  priority?: number;
  clientRequestToken?: string;
  userMetadata?: Record<string, string>;
}

/** What the service would answer with BadRequestException; null: nothing. */
export function complaint(body: CreateJob): string | null {
  if (!body.role) return '/role: must not be null';
  const { inputs = [], outputGroups = [] } = body.settings ?? {};
  if (inputs.length === 0) return '/settings/inputs: must have at least one input';
  if (outputGroups.length === 0) return '/settings/outputGroups: must have at least one output group';
  const priority = body.priority ?? 0;
  if (!Number.isInteger(priority) || Math.abs(priority) > 50) return '/priority: must be between -50 and 50';
  return inputs.map(inputComplaint).find(Boolean) ?? outputGroups.map(groupComplaint).find(Boolean) ?? null;
}

const TIMECODE = /^\d\d:[0-5]\d:[0-5]\d[:;]\d\d$/;

function inputComplaint({ fileInput, inputClippings = [] }: WireInput, i: number): string | null {
  if (!fileInput) return `/settings/inputs/${i}/fileInput: must not be null`;
  const bad = inputClippings.findIndex((c) => ![c.startTimecode, c.endTimecode].every((t) => t === undefined || TIMECODE.test(t)));
  return bad < 0 ? null : `/settings/inputs/${i}/inputClippings/${bad}: timecodes must be HH:MM:SS:FF`;
}

function groupComplaint({ outputGroupSettings, outputs = [] }: WireGroup, i: number): string | null {
  const at = `/settings/outputGroups/${i}`;
  if (!destinationOf({ outputGroupSettings })) return `${at}/outputGroupSettings: a destination is needed`;
  if (outputs.length === 0) return `${at}/outputs: must have at least one output`;
  for (const [o, output] of outputs.entries()) {
    if (!output.videoDescription && !output.audioDescriptions) return `${at}/outputs/${o}: must have video, audio or captions`;
    const images = output.videoDescription?.videoPreprocessors?.imageInserter?.insertableImages ?? [];
    for (const [n, image] of images.entries()) {
      const path = `${at}/outputs/${o}/videoDescription/videoPreprocessors/imageInserter/insertableImages/${n}`;
      if (image.imageX === undefined || image.imageY === undefined) return `${path}: imageX and imageY are required`;
      if (image.layer === undefined || image.layer < 0 || image.layer > 99) return `${path}/layer: must be between 0 and 99`;
      if (!Number.isInteger(image.duration) || (image.duration ?? 0) < 0) return `${path}/duration: must be a whole number`;
      if (!TIMECODE.test(image.startTime ?? '')) return `${path}/startTime: must be HH:MM:SS:FF`;
    }
  }
  return null;
}

export const destinationOf = ({ outputGroupSettings: s }: Pick<WireGroup, 'outputGroupSettings'>): string | undefined =>
  s?.fileGroupSettings?.destination ?? s?.hlsGroupSettings?.destination ?? s?.dashIsoGroupSettings?.destination;

/** A template's settings with the job's own over them, as the service joins them. */
export function joined<T>(template: T, own: T): T {
  if (!isPlain(template) || !isPlain(own)) return own ?? template;
  const all: Record<string, unknown> = { ...template };
  for (const [key, value] of Object.entries(own)) all[key] = joined(all[key], value);
  return all as T;
}

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
