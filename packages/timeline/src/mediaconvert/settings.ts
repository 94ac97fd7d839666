/** The part of MediaConvert's job settings that we say, by the names of its SDK. */
export interface JobSettings {
  TimecodeConfig: { Source: 'ZEROBASED' };
  Inputs: JobInput[];
  OutputGroups: JobOutputGroup[];
}

export interface JobInput {
  /** "s3://bucket/key" */
  FileInput: string;
  /** The end is inclusive; timecodes count the input's own frames from zero. */
  InputClippings: { StartTimecode: string; EndTimecode: string }[];
  TimecodeSource: 'ZEROBASED';
  VideoSelector: { Rotate: 'AUTO' };
  AudioSelectors?: Record<string, { DefaultSelection: 'DEFAULT'; ExternalAudioFileInput: string }>;
  /** Pixels of the source that are shown. */
  Crop?: Rectangle;
  /** Where they lie in the output. */
  Position?: Rectangle;
}

export interface Rectangle {
  X: number;
  Y: number;
  Width: number;
  Height: number;
}

export type GroupSettings =
  | { Type: 'FILE_GROUP_SETTINGS'; FileGroupSettings: { Destination: string } }
  | {
      Type: 'HLS_GROUP_SETTINGS';
      HlsGroupSettings: {
        Destination: string;
        SegmentLength: number;
        MinSegmentLength: number;
        ManifestDurationFormat: 'FLOATING_POINT';
        DirectoryStructure: 'SINGLE_DIRECTORY';
        SegmentControl: 'SEGMENTED_FILES';
        OutputSelection: 'MANIFESTS_AND_SEGMENTS';
      };
    }
  | {
      Type: 'DASH_ISO_GROUP_SETTINGS';
      DashIsoGroupSettings: { Destination: string; SegmentLength: number; FragmentLength: number; SegmentControl: 'SEGMENTED_FILES' };
    };

export interface JobOutputGroup {
  Name: string;
  OutputGroupSettings: GroupSettings;
  Outputs: JobOutput[];
}

export interface JobOutput {
  NameModifier: string;
  ContainerSettings: { Container: 'MP4' | 'M3U8' | 'MPD'; Mp4Settings?: { MoovPlacement: 'PROGRESSIVE_DOWNLOAD' } };
  VideoDescription?: VideoDescription;
  AudioDescriptions?: AudioDescription[];
}

export interface VideoDescription {
  Width: number;
  Height: number;
  ScalingBehavior: Scaling;
  CodecSettings: { Codec: 'H_264'; H264Settings: CodecSettings } | { Codec: 'H_265'; H265Settings: CodecSettings };
  VideoPreprocessors?: { ImageInserter?: { InsertableImages: InsertableImage[] }; Deinterlacer?: { Mode: 'ADAPTIVE'; Control: 'NORMAL' } };
}

export type Scaling = 'FILL' | 'FIT' | 'STRETCH_TO_OUTPUT';

export interface CodecSettings {
  RateControlMode: 'QVBR' | 'VBR';
  QvbrSettings?: { QvbrQualityLevel: number };
  Bitrate?: number;
  MaxBitrate: number;
  FramerateControl: 'SPECIFIED';
  FramerateNumerator: number;
  FramerateDenominator: number;
  FramerateConversionAlgorithm: 'DUPLICATE_DROP';
  ParControl: 'SPECIFIED';
  ParNumerator: 1;
  ParDenominator: 1;
  GopSize: number;
  GopSizeUnits: 'SECONDS';
  GopClosedCadence: 1;
  InterlaceMode: 'PROGRESSIVE';
  QualityTuningLevel: 'SINGLE_PASS_HQ';
}

export interface InsertableImage {
  ImageInserterInput: string;
  ImageX: number;
  ImageY: number;
  Width: number;
  Height: number;
  Layer: number;
  Opacity: number;
  /** Of the output's frame. */
  StartTime: string;
  /** Milliseconds, with FadeIn and without FadeOut. */
  Duration: number;
  FadeIn?: number;
  FadeOut?: number;
}

export interface AudioDescription {
  AudioSourceName: string;
  CodecSettings: { Codec: 'AAC'; AacSettings: { Bitrate: number; CodingMode: 'CODING_MODE_2_0'; SampleRate: 48000 } };
}
