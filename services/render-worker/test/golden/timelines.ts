/** What a golden timeline may show, by asset name. */
export interface GoldenSources {
  /** 5 s of 320×180 at 25 frames per second. */
  clip: string;
  /** 320×180 with PQ light. */
  hdr: string;
  /** A picture with soft edges on nothing. */
  logo: string;
}

interface Golden {
  name: string;
  /** Frames that are looked at, of 30 per second. */
  frames: number[];
  tracks: (sources: GoldenSources) => object[];
}

const captions = {
  format: 'words',
  words: [
    { start: 0, end: 0.4, text: 'Every' },
    { start: 0.4, end: 0.8, text: 'word' },
    { start: 0.8, end: 1.6, text: 'counts' },
  ],
};
const page =
  '<style>body{margin:0}@keyframes in{from{transform:translateX(-120px)}}div{width:110px;height:40px;background:#e6592e;animation:in 1s linear;border-radius:0 20px 20px 0}</style><div></div>';

/** One timeline for each way pictures come about. Add freely; what stands here stays as it is while its pipeline version lives. */
export const GOLDENS: Golden[] = [
  {
    name: 'cuts',
    frames: [10, 37, 60],
    tracks: ({ clip, logo }) => [
      {
        clips: [
          { type: 'video', src: clip, start: 0, length: 1.5, transitionOut: { type: 'fade', length: 0.5 } },
          { type: 'video', src: clip, start: 1, length: 1.5, trim: 2, speed: 1.5, fit: 'contain' },
        ],
      },
      {
        clips: [
          {
            type: 'image',
            src: logo,
            start: 0,
            length: 2.5,
            fit: 'none',
            opacity: 0.8,
            position: { x: '98%', y: '4%', anchor: 'topRight' },
          },
        ],
      },
    ],
  },
  {
    name: 'motion',
    frames: [0, 20, 44],
    tracks: ({ clip, logo }) => [
      { clips: [{ type: 'video', src: clip, start: 0, length: 1.5, reverse: true }] },
      {
        clips: [
          {
            ...{
              type: 'image',
              src: logo,
              start: 0,
              length: 1.5,
              fit: 'none',
              rotation: [
                { at: 0, value: 0 },
                { at: 1.5, value: 180 },
              ],
            },
            scale: [
              { at: 0, value: 0.5 },
              { at: 1.5, value: 2, easing: 'easeInOut' },
            ],
            position: [
              { at: 0, value: { x: '10%', y: '80%' } },
              { at: 1.5, value: { x: '90%', y: '20%' }, easing: 'easeOut' },
            ],
          },
        ],
      },
    ],
  },
  {
    name: 'text',
    frames: [5],
    tracks: () => [
      {
        clips: [
          {
            type: 'gradient',
            start: 0,
            length: 1,
            gradient: {
              kind: 'linear',
              angle: 90,
              stops: [
                { at: 0, color: '#204060' },
                { at: 1, color: '#f06040' },
              ],
            },
          },
        ],
      },
      {
        clips: [
          {
            type: 'text',
            text: 'Workprint 🎬',
            start: 0,
            length: 1,
            style: { size: 32, weight: 700, shadow: { color: '#000', blur: 4, x: 2, y: 2 } },
            position: { y: '25%' },
          },
        ],
      },
      {
        clips: [
          {
            type: 'text',
            text: 'مرحبا بالعالم',
            start: 0,
            length: 1,
            style: { size: 28, stroke: { color: '#102030', width: 3 } },
            position: { y: '55%' },
          },
        ],
      },
      {
        clips: [
          {
            type: 'text',
            text: 'left, wrapped where it no longer fits',
            start: 0,
            length: 1,
            style: { size: 14, align: 'left', maxWidth: 140, background: '#000000a0', padding: 6 },
            position: { x: '4%', y: '96%', anchor: 'bottomLeft' },
            rotation: -4,
          },
        ],
      },
    ],
  },
  {
    name: 'shapes',
    frames: [5],
    tracks: () => [
      { clips: [{ type: 'color', color: '#f4ecd8', start: 0, length: 1 }] },
      {
        clips: [
          {
            type: 'shape',
            shape: 'rectangle',
            start: 0,
            length: 1,
            width: '50%',
            height: 60,
            radius: 12,
            fill: '#2a7f62cc',
            stroke: { color: '#000', width: 2 },
          },
        ],
      },
      {
        clips: [
          {
            type: 'shape',
            shape: 'ellipse',
            start: 0,
            length: 1,
            width: 90,
            height: 90,
            fill: '#e6592e80',
            position: { x: '30%', y: '40%' },
          },
        ],
      },
      { clips: [{ type: 'shape', shape: 'line', start: 0, length: 1, width: 260, stroke: { color: '#103050', width: 6 }, rotation: 15 }] },
    ],
  },
  {
    name: 'captions',
    frames: [6, 18, 36],
    tracks: ({ clip }) => [
      { clips: [{ type: 'video', src: clip, start: 0, length: 2 }] },
      { clips: [{ type: 'captions', start: 0, length: 2, captions, style: { size: 20, background: '#000000a0' } }] },
    ],
  },
  {
    name: 'page',
    frames: [0, 15, 40],
    tracks: ({ clip }) => [
      { clips: [{ type: 'video', src: clip, start: 0, length: 1.5 }] },
      {
        clips: [
          { type: 'html', html: page, start: 0, length: 1.5, width: 160, height: 60, position: { x: 0, y: '60%', anchor: 'topLeft' } },
        ],
      },
    ],
  },
  {
    name: 'nested',
    frames: [12],
    tracks: ({ clip, logo }) => [
      { clips: [{ type: 'video', src: clip, start: 0, length: 1 }] },
      {
        clips: [
          {
            ...{ type: 'timeline', start: 0, length: 1, rotation: 8, opacity: 0.9, scale: 0.6 },
            timeline: {
              canvas: { width: 320, height: 180 },
              tracks: [
                {
                  clips: [{ type: 'shape', shape: 'rectangle', start: 0, length: 1, width: 300, height: 160, radius: 20, fill: '#203050' }],
                },
                { clips: [{ type: 'image', src: logo, start: 0.2, length: 0.8, fit: 'none', position: { x: '25%' } }] },
                { clips: [{ type: 'text', text: 'inside', start: 0, length: 1, style: { size: 40 }, position: { x: '65%' } }] },
              ],
            },
          },
        ],
      },
    ],
  },
  { name: 'hdr', frames: [10], tracks: ({ hdr }) => [{ clips: [{ type: 'video', src: hdr, start: 0, length: 1 }] }] },
];
