import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveBlock } from './live-block.ts';

class Screen {
  columns = 80;
  readonly written: string[] = [];
  #onResize: ((error: Error) => void) | null = null;
  write(text: string) {
    this.written.push(text);
  }
  on(_event: string, listener: (error: Error) => void) {
    this.#onResize = listener;
  }
  off() {
    this.#onResize = null;
  }
  resize(columns: number) {
    this.columns = columns;
    this.#onResize?.(new Error('unused'));
  }
}

describe('LiveBlock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('draws in place, at most five times a second', () => {
    const screen = new Screen();
    let value = 0;
    const block = new LiveBlock(screen, () => [`value ${value}`, 'second']);
    block.start();
    for (let step = 0; step < 100; step += 1) {
      value += 1;
      block.changed();
      vi.advanceTimersByTime(10);
    }
    expect(screen.written.length).toBeLessThanOrEqual(7);
    expect(screen.written.length).toBeGreaterThanOrEqual(5);
    expect(screen.written[1]).toMatch(/^\r\x1b\[2A\x1b\[Jvalue \d+\nsecond\n$/);
    block.stop();
  });

  it('draws at least once a second, even if nothing comes', () => {
    const screen = new Screen();
    const block = new LiveBlock(screen, () => ['x']);
    block.start();
    vi.advanceTimersByTime(5000);
    expect(screen.written.length).toBe(6);
    block.stop();
  });

  it('leaves the last state on the screen and falls silent', () => {
    const screen = new Screen();
    let text = 'first';
    const block = new LiveBlock(screen, () => [text]);
    block.start();
    text = 'last';
    block.changed();
    block.stop();
    block.stop();
    expect(screen.written.at(-1)).toBe('\r\x1b[1A\x1b[Jlast\n');
    const count = screen.written.length;
    block.changed();
    screen.resize(40);
    vi.advanceTimersByTime(3000);
    expect(screen.written).toHaveLength(count);
  });

  it('finds its way back after the terminal got narrower', () => {
    const screen = new Screen();
    const block = new LiveBlock(screen, () => ['\x1b[32m'.concat('x'.repeat(70), '\x1b[0m')]);
    block.start();
    screen.resize(30);
    expect(screen.written.at(-1)).toMatch(/^\r\x1b\[3A\x1b\[J/);
    block.stop();
  });

  it('prints lines above itself and never hides the cursor', () => {
    const screen = new Screen();
    const block = new LiveBlock(screen, () => ['bar']);
    block.start();
    block.print('hello');
    block.stop();
    const all = screen.written.join('');
    expect(all).toContain('\r\x1b[1A\x1b[Jhello\nbar\n');
    expect(all).not.toContain('\x1b[?25l');
  });
});
