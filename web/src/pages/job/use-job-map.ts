import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { queries } from '../../api/queries.ts';
import type { Cells, JobDetail } from '../../api/types.ts';
import { isoMap } from '../../isos/iso-map.ts';
import { useLiveFigures } from '../../live/LiveProvider.tsx';

/**
 * The newest sector map of a job: live while it runs, from its working folder while it is unfinished, and of its image when
 * it is done: the working folder is gone then, and the last event may be from just before the end.
 */
export function useJobMap({ job, map }: JobDetail): Cells | null {
  const live = useLiveFigures(job.uuid);
  const isDone = job.kind === 'read' && job.status === 'completed' && job.isoId !== null;
  const { data: iso } = useQuery({ ...queries.iso(job.isoId ?? 0), enabled: isDone });
  const made = useMemo(() => (iso === undefined ? null : isoMap(iso)), [iso]);
  if (isDone) return made;
  return job.status === 'running' ? (live.map ?? map) : (map ?? live.map);
}
