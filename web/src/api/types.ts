import type { components, paths } from './schema.d.ts';

type Schemas = components['schemas'];

/** Names for the parts of the API's document that pages speak of. */
export type Job = Schemas['Job'];
export type JobDetail = Schemas['JobDetail'];
export type JobEvent = Schemas['JobEvent'];
export type JobStatus = Job['status'];
export type JobOrder = Schemas['JobOrder'];
export type DriveView = Schemas['DriveView'];
export type Disc = Schemas['Disc'];
export type DiscKind = Disc['kind'];
export type Iso = Schemas['Iso'];
export type IsoDetail = Schemas['IsoDetail'];
export type DatFile = Schemas['DatFile'];
export type IsoFile = Schemas['IsoFile'];
export type InsideEntry = InsideListing['entries'][number];
export type InsideView = NonNullable<
  NonNullable<paths['/api/isos/{id}/files']['get']['parameters']['query']>['view']
>;
export type InsideListing =
  paths['/api/isos/{id}/files']['get']['responses'][200]['content']['application/json'];
export type Verification = Schemas['Verification'];
export type Progress = Schemas['Progress'];
export type Cells = Schemas['Cells'];
export type CellState = Cells['cells'][number][0];
export type LogLine = Schemas['LogLine'];
export type LogLevel = LogLine['level'];
export type MetricsSample = Schemas['MetricsSample'];
export type Problem = Schemas['Problem'];
export type BackupView = Schemas['BackupView'];
export type Settings = Schemas['Settings'];
export type SettingsFile = Schemas['SettingsFile'];
export type SettingsImport = Schemas['SettingsImport'];
export type SystemStatus = Schemas['SystemStatus'];
export type BulkAction = Schemas['BulkOrder']['action'];

export type Me = Schemas['Me'];
export type Role = Me['role'];
export type User = Schemas['User'];
export type ApiKey = Schemas['ApiKey'];

type BodyOf<Path extends keyof paths, Method extends 'post' | 'put'> = paths[Path] extends {
  [M in Method]: { requestBody: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

export type LoginOrder = BodyOf<'/api/auth/login', 'post'>;
export type SetupOrder = BodyOf<'/api/auth/setup', 'post'>;
export type PasswordChangeOrder = BodyOf<'/api/auth/password', 'put'>;
export type UserOrder = BodyOf<'/api/users', 'post'>;
export type UserChangeOrder = BodyOf<'/api/users/{id}', 'put'>;
export type ApiKeyOrder = BodyOf<'/api/keys', 'post'>;

/** What lists of jobs and images can be asked for. */
export type JobQuery = NonNullable<paths['/api/jobs']['get']['parameters']['query']>;
export type IsoQuery = NonNullable<paths['/api/isos']['get']['parameters']['query']>;
export type LogQuery = NonNullable<paths['/api/system/logs']['get']['parameters']['query']>;

export type AuditQuery = NonNullable<paths['/api/audit']['get']['parameters']['query']>;
export type AuditResult = NonNullable<AuditQuery['result']>;
export type AuditEntry =
  paths['/api/audit']['get']['responses'][200]['content']['application/json']['items'][number];
export type DriveHealth =
  paths['/api/disks/{device}/health']['get']['responses'][200]['content']['application/json'];

/** One page of a list. */
export type Page<T> = { items: T[]; nextCursor: string | null; total: number; totalIsExact: boolean };
