/** The web server: every call of docs/api.md, live events, the API's own page. */
export { noneAccess } from './access.ts';
export { buildHttp } from './app.ts';
export { userAccess } from './plugins/sessions.ts';
