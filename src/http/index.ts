/** The web server: every call of docs/api.md, live events, the API's own page. */
export { type Access, noneAccess, type Principal } from './access.ts';
export { buildHttp, type HttpOptions } from './app.ts';
export type { HttpRooms } from './rooms.ts';
