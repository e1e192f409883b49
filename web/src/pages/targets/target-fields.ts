import type { Target, TargetKind, TargetOrder } from '../../targets/target-api.ts';

/** What people have typed of a target's set-up. */
export type TargetDraft = {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly pathStyle: boolean;
  readonly path: string;
};

/** How the form begins: with what is stored, or with what is usual. */
export function draftOf(setup: Target['setup'] | null): TargetDraft {
  const usual = {
    ...{ endpoint: 'https://', region: 'us-east-1', bucket: '', prefix: 'disk2iso/', accessKeyId: '' },
    ...{ pathStyle: true, path: '' },
  };
  return setup === null ? usual : { ...usual, ...setup };
}

/** The set-up as the server takes it. A prefix ends with a slash, whether it was typed or not. */
export function setupOf(kind: TargetKind, draft: TargetDraft): TargetOrder['setup'] {
  if (kind === 'folder') return { kind, path: draft.path.trim() };
  const { endpoint, region, bucket, accessKeyId, pathStyle } = draft;
  const prefix = draft.prefix.trim().replace(/^\/+/, '');
  return {
    kind,
    endpoint: endpoint.trim(),
    region: region.trim(),
    bucket: bucket.trim(),
    prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
    accessKeyId: accessKeyId.trim(),
    pathStyle,
  };
}
