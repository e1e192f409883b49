import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';

/** All DAT files; events of images and of DAT files find it by its key. */
export const datsQuery = queryOptions({
  queryKey: ['isos', 'dats'],
  queryFn: () => answerOf(api.GET('/api/dats')),
});
