import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { sampleJob } from '../testing/sample-job.ts';
import { prepareTestPage, show } from '../testing/show.tsx';
import { JobActions } from './JobActions.tsx';
import { JobProgress } from './JobProgress.tsx';
import { JobStatusBadge } from './JobStatusBadge.tsx';
import { actionsOf } from './use-job-actions.ts';

prepareTestPage();

describe('a job', () => {
  it('with bad sectors is never shown as plain success', async () => {
    await show(<JobStatusBadge job={sampleJob({ status: 'completed', badBytes: 2048 })} />);
    expect(await screen.findByText('done, damaged')).toBeDefined();
  });

  it('says what it waits for', async () => {
    await show(<JobStatusBadge job={sampleJob({ status: 'paused', pauseReason: 'no_space' })} />);
    expect(await screen.findByText('waits for space')).toBeDefined();
  });

  it('has a bar with its name and share', async () => {
    await show(<JobProgress job={sampleJob({ status: 'running', fraction: 0.42 })} />);
    const bar = await screen.findByRole('progressbar', { name: 'Progress of HOLIDAY_2009' });
    expect(bar.getAttribute('aria-valuenow')).toBe('42');
  });

  it('has buttons that name what they are for; names from discs are text, not markup', async () => {
    await show(<JobActions job={sampleJob({ discLabel: '<img src=x>' })} isSmall />);
    expect(await screen.findByRole('button', { name: 'Pause: <img src=x>' })).toBeDefined();
    expect(document.querySelector('img')).toBeNull();
  });

  it('offers only what its state allows', () => {
    expect(actionsOf(sampleJob({ status: 'queued' }))).toEqual(['pause', 'cancel']);
    expect(actionsOf(sampleJob({ status: 'running', wish: 'cancel' }))).toEqual([]);
    expect(actionsOf(sampleJob({ status: 'failed' }))).toEqual(['retry', 'delete']);
  });
});
