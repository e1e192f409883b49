import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type JobStatus, jobStatuses } from '#model/index.ts';
import { drawStateTable, jobActions, jobStateTable, nextStatus, requireAction } from './state-table.ts';

/** The table once more, by hand and by rows of actions: a slip in one of the two shows. `-` is refused. */
const expected = `
            queued     running    paused     completed  failed     cancelled
begin       running    -          -          -          -          -
pause       paused     running    paused     -          -          -
resume      -          -          queued     -          -          -
retry       -          -          -          -          queued     -
cancel      cancelled  running    cancelled  -          cancelled  -
change      queued     -          paused     -          failed     -
delete      -          -          -          gone       gone       gone
complete    -          completed  -          -          -          -
fail        -          failed     -          -          -          -
halt        -          paused     -          -          -          -
abandon     -          cancelled  -          -          -          -
lose        -          queued     -          -          -          -
postpone    -          queued     -          -          -          -
recover     -          -          queued     -          -          -
`;

describe('the state table', () => {
  const [head = '', ...rows] = expected.trim().split('\n');
  const columns = head.trim().split(/\s+/);

  it('knows every status and every action', () => {
    expect(columns).toEqual([...jobStatuses]);
    expect(rows.map((row) => row.split(/\s+/)[0])).toEqual([...jobActions]);
  });

  for (const row of rows) {
    const [action = '', ...cells] = row.split(/\s+/);
    for (const [index, cell] of cells.entries()) {
      const status = columns[index] as JobStatus;
      it(`makes ${cell} of ${status} by ${action}`, () => {
        const name = action as (typeof jobActions)[number];
        expect(nextStatus(status, name)).toBe(cell === '-' ? null : cell);
        const ask = () => requireAction({ uuid: 'u', status }, name);
        if (cell === '-') {
          expect(ask).toThrow(
            expect.objectContaining({ code: 'JOB_STATE', message: expect.stringContaining(status) }),
          );
        } else expect(ask).not.toThrow();
      });
    }
  }

  it('lets every job come to an end, and nothing but deletion follow an end', () => {
    for (const start of jobStatuses) {
      const reached = new Set<string>([start]);
      for (const status of reached) {
        if (status === 'gone') continue;
        for (const next of Object.values(jobStateTable[status as JobStatus])) reached.add(next);
      }
      expect(reached, start).toContain('gone');
    }
    expect(Object.keys(jobStateTable.completed)).toEqual(['delete']);
    expect(Object.keys(jobStateTable.cancelled)).toEqual(['delete']);
  });

  it('is what docs/jobs.md draws', () => {
    const docs = readFileSync(new URL('../../docs/jobs.md', import.meta.url), 'utf8');
    expect(docs).toContain(`\`\`\`mermaid\n${drawStateTable()}\n\`\`\``);
  });
});
