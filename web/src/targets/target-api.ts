import { answerOf, api } from '../api/client.ts';
import type { paths } from '../api/schema.d.ts';

type TargetPath = paths['/api/targets'];

/** A storage target as the server shows it to administrators. */
export type Target = TargetPath['get']['responses'][200]['content']['application/json']['items'][number];
/** A target as the server takes it. */
export type TargetOrder = TargetPath['post']['requestBody']['content']['application/json'];
export type TargetKind = Target['setup']['kind'];
export type SendRule = Target['after'];
/** What came of trying one. */
export type TargetTestResult =
  paths['/api/targets/test']['post']['responses'][200]['content']['application/json'];
/** The copy of an image at a target. */
export type CopyView =
  paths['/api/isos/{id}/copies']['get']['responses'][200]['content']['application/json']['copies'][number];

const at = (id: number) => ({ params: { path: { id } } });

/** The calls about storage targets (docs/api.md). */
export const targetApi = {
  all: () => answerOf(api.GET('/api/targets')),
  names: () => answerOf(api.GET('/api/targets/names')),
  add: (body: TargetOrder) => answerOf(api.POST('/api/targets', { body })),
  change: (id: number, body: TargetOrder) => answerOf(api.PUT('/api/targets/{id}', { ...at(id), body })),
  remove: (id: number) => answerOf(api.DELETE('/api/targets/{id}', at(id))),
  test: (body: { id?: number; target?: TargetOrder }) => answerOf(api.POST('/api/targets/test', { body })),
  copies: (id: number) => answerOf(api.GET('/api/isos/{id}/copies', at(id))),
  send: (id: number, target: number) =>
    answerOf(api.POST('/api/isos/{id}/send', { ...at(id), body: { target } })),
};
