import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { prepareTestPage, show } from '../testing/show.tsx';
import { type Toast, useToasts } from './Toasts.tsx';

prepareTestPage();

function Sayer({ toast }: { toast: Toast }) {
  const say = useToasts();
  return (
    <button type="button" onClick={() => say(toast)}>
      Say
    </button>
  );
}

async function say(toast: Toast): Promise<void> {
  await show(<Sayer toast={toast} />);
  const button = await screen.findByRole('button', { name: 'Say' });
  vi.useFakeTimers();
  fireEvent.click(button);
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe('what is said in passing', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('goes by itself', async () => {
    await say({ level: 'success', text: 'Done.' });
    await pass(6900);
    expect(screen.getByText('Done.')).toBeDefined();
    await pass(200);
    expect(screen.queryByText('Done.')).toBeNull();
  });

  it('gives time for the way back', async () => {
    const run = vi.fn();
    await say({ level: 'success', text: 'Deleted.', action: { label: 'Undo', run } });
    await pass(29_000);
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(run).toHaveBeenCalledOnce();
    expect(screen.queryByText('Deleted.')).toBeNull();
  });

  it('stays while somebody points at it, and goes afterwards', async () => {
    await say({ level: 'info', text: 'Look.' });
    fireEvent.mouseEnter(screen.getByText('Look.'));
    await pass(60_000);
    fireEvent.mouseLeave(screen.getByText('Look.'));
    await pass(8900);
    expect(screen.getByText('Look.')).toBeDefined();
    await pass(200);
    expect(screen.queryByText('Look.')).toBeNull();
  });

  it('stays while it has the focus, wherever somebody points meanwhile', async () => {
    await say({ level: 'info', text: 'Look.' });
    const button = screen.getByRole('button', { name: 'Dismiss' });
    fireEvent.focus(button);
    fireEvent.mouseEnter(screen.getByText('Look.'));
    fireEvent.mouseLeave(screen.getByText('Look.'));
    await pass(60_000);
    expect(screen.getByText('Look.')).toBeDefined();
    fireEvent.blur(button);
    await pass(9100);
    expect(screen.queryByText('Look.')).toBeNull();
  });

  it('is several things at once, however fast they come, and never more than four', async () => {
    await say({ level: 'info', text: 'Again.' });
    for (let more = 0; more < 5; more += 1) fireEvent.click(screen.getByText('Say'));
    expect(screen.getAllByText('Again.')).toHaveLength(4);
    const [first] = screen.getAllByRole('button', { name: 'Dismiss' });
    if (first !== undefined) fireEvent.click(first);
    expect(screen.getAllByText('Again.')).toHaveLength(3);
  });
});
