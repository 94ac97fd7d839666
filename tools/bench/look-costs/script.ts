/** A subtitle script as libass draws it over 1080p: the one way in which ffmpeg moves the letters and words of a text. */
export interface Face {
  /** As its file calls it. */
  name: string;
  /** Line of a script in parts of a letter's size. */
  line: number;
}

export const INTER: Face = { name: 'Inter ExtraBold', line: 1.21 };
export const ARABIC: Face = { name: 'Noto Sans Arabic SemiBold', line: 1.6 };
export const DEVANAGARI: Face = { name: 'Noto Sans Devanagari SemiBold', line: 1.4 };

/** Files of the faces, as packages have them. */
export const FACES = [
  '@fontsource/inter/files/inter-latin-800-normal.woff',
  '@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-600-normal.woff',
  '@fontsource/noto-sans-devanagari/files/noto-sans-devanagari-devanagari-600-normal.woff',
];

const time = (seconds: number): string => `0:00:0${seconds.toFixed(2)}`;

/** What is shown from one second to another, with tags. */
export const said = (from: number, to: number, text: string): string => `Dialogue: 0,${time(from)},${time(to)},D,,0,0,0,,${text}`;

/** @param size pixels. @param before colour of what karaoke has not come to, &HAABBGGRR */
export const script = (face: Face, size: number, lines: readonly string[], before = '&H00FFFFFF'): string =>
  [
    ...['[Script Info]', 'ScriptType: v4.00+', 'PlayResX: 1920', 'PlayResY: 1080', 'WrapStyle: 2', '[V4+ Styles]'],
    'Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, BorderStyle, Outline, Shadow, Alignment',
    `Style: D,${face.name},${Math.round(size * face.line)},&H00FFFFFF,${before},1,0,0,5`,
    ...['[Events]', 'Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text', ...lines, ''],
  ].join('\n');
