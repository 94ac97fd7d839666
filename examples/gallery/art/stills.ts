import { AMBER, area, CORAL, disc, glow, gradient, INK, still } from './paint.ts';

/** A woman with a bun, half of her in the light. */
export const portrait = (name = 'portrait.jpg', times = 1): void =>
  still(
    name,
    180,
    320,
    (c) => {
      c.fillStyle = gradient(c, [0, 0], [180, 320], ['#0f5c63', '#127a78', '#38a08d']);
      c.fillRect(0, 0, 180, 320);
      disc(c, 96, 128, 78, '#f6c667');
      disc(c, 96, 128, 64, '#f9d588');
      // Leaves behind her.
      for (const [x, y, turn] of [
        [18, 236, -0.6],
        [34, 262, -0.2],
        [166, 230, 0.6],
        [152, 262, 0.15],
      ] as const) {
        c.save();
        c.translate(x, y);
        c.rotate(turn);
        area(
          c,
          [
            [0, 60],
            [-16, 16],
            [0, -44],
            [16, 16],
            [0, 60],
          ],
          '#0b4a50',
          true,
        );
        c.restore();
      }
      const hair = '#2b1a2c';
      disc(c, 112, 62, 21, hair);
      area(
        c,
        [
          [52, 170],
          [44, 120],
          [60, 78],
          [96, 68],
          [132, 80],
          [143, 122],
          [136, 172],
          [120, 196],
          [70, 196],
          [52, 170],
        ],
        hair,
        true,
      );
      // Neck, shoulders.
      area(
        c,
        [
          [80, 178],
          [80, 222],
          [112, 222],
          [112, 178],
        ],
        '#c9825f',
      );
      area(
        c,
        [
          [-6, 330],
          [10, 262],
          [58, 232],
          [82, 216],
          [110, 216],
          [136, 232],
          [176, 260],
          [190, 330],
        ],
        CORAL,
        true,
      );
      area(
        c,
        [
          [74, 216],
          [82, 240],
          [96, 248],
          [112, 240],
          [120, 216],
          [96, 226],
        ],
        '#d9906b',
        true,
      );
      // Face, its shadowed half, cheeks.
      c.save();
      c.beginPath();
      c.ellipse(96, 138, 37, 48, 0, 0, 2 * Math.PI);
      c.fillStyle = '#eeb088';
      c.fill();
      c.clip();
      c.fillStyle = 'rgba(176, 94, 84, 0.35)';
      c.fillRect(40, 80, 48, 120);
      glow(c, 118, 152, 18, '255, 110, 100', 0.5);
      glow(c, 74, 152, 18, '255, 110, 100', 0.4);
      c.restore();
      area(
        c,
        [
          [58, 132],
          [62, 92],
          [98, 82],
          [126, 104],
          [134, 134],
          [118, 112],
          [92, 104],
          [66, 116],
          [58, 132],
        ],
        hair,
        true,
      );
      c.strokeStyle = INK;
      c.lineWidth = 2.4;
      c.lineCap = 'round';
      for (const x of [80, 112]) {
        c.beginPath();
        c.arc(x, 134, 6, 0.15 * Math.PI, 0.85 * Math.PI);
        c.stroke();
      }
      c.beginPath();
      c.arc(96, 160, 10, 0.2 * Math.PI, 0.8 * Math.PI);
      c.strokeStyle = '#a8434f';
      c.stroke();
      c.beginPath();
      c.moveTo(97, 138);
      c.quadraticCurveTo(103, 150, 95, 152);
      c.strokeStyle = '#c27f66';
      c.stroke();
      disc(c, 58, 168, 4.5, AMBER);
      disc(c, 134, 168, 4.5, AMBER);
    },
    times,
  );

/** A seal with the mark of four clips, soft edged, on nothing. */
export const badge = (name = 'badge.png', times = 1): void =>
  still(
    name,
    128,
    128,
    (c) => {
      c.translate(64, 64);
      c.fillStyle = gradient(c, [-60, -60], [60, 60], [AMBER, CORAL]);
      c.beginPath();
      for (let i = 0; i < 48; i++) {
        const [turn, radius] = [(i / 48) * 2 * Math.PI, i % 2 === 0 ? 62 : 56];
        c[i === 0 ? 'moveTo' : 'lineTo'](radius * Math.cos(turn), radius * Math.sin(turn));
      }
      c.closePath();
      c.fill();
      disc(c, 0, 0, 48, INK);
      c.strokeStyle = 'rgba(255, 255, 255, 0.25)';
      c.lineWidth = 1;
      c.beginPath();
      c.arc(0, 0, 43, 0, 2 * Math.PI);
      c.stroke();
      for (const [x, y, width, color] of [
        [-28, -19, 30, AMBER],
        [-14, -5, 40, '#ffffff'],
        [-28, 9, 22, CORAL],
        [0, 9, 28, '#ffffff'],
      ] as const) {
        c.fillStyle = color;
        c.beginPath();
        c.roundRect(x, y, width, 9, 4.5);
        c.fill();
      }
    },
    times,
  );
