import { describe, expect, it } from '@jest/globals';
import { packetCollector } from './packets.ts';

describe('packetCollector', () => {
  it('holds no more times than it may, and says that there were more', () => {
    const packets = packetCollector(3);
    for (const line of ['0,40', 'N/A,40', '40,40', '80,40']) packets.line(line);
    expect([packets.times, packets.lastDuration(), packets.tooMany()]).toEqual([[0, 40, 80], 40, false]);
    for (let i = 3; i < 1000; i++) packets.line(`${i * 40},40`);
    expect([packets.times, packets.tooMany()]).toEqual([[0, 40, 80], true]);
  });
});
