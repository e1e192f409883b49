import { apiKeyTable } from './api-keys.ts';
import { auditTable } from './audit.ts';
import { copyTable } from './copies.ts';
import { Database, type DatabaseOptions } from './database.ts';
import { datTable } from './dats.ts';
import { driveHealthTable } from './drive-health.ts';
import { driveTable } from './drives.ts';
import { jobEventTable } from './events.ts';
import { imageDriveTable } from './image-drives.ts';
import { isoTable } from './isos.ts';
import { jobTable } from './jobs.ts';
import { leaseTable } from './leases.ts';
import { logTable } from './logs.ts';
import { channelTable } from './notify-channels.ts';
import { outboxTable } from './notify-outbox.ts';
import { subscriptionTable } from './notify-subscriptions.ts';
import { sessionTable } from './sessions.ts';
import { settingTable } from './settings.ts';
import type { Store } from './store.ts';
import { targetTable } from './targets.ts';
import { userTable } from './users.ts';

/**
 * Opens or makes the database and brings it up to date. `:memory:` makes one that is gone when it is closed.
 * Errors: those of `Store`, and `DATABASE_TOO_NEW`.
 */
export function openStore(path: string, options: DatabaseOptions = {}): Store {
  const database = new Database(path, options);
  return {
    jobs: jobTable(database),
    events: jobEventTable(database),
    logs: logTable(database),
    isos: isoTable(database),
    dats: datTable(database),
    leases: leaseTable(database),
    settings: settingTable(database),
    drives: driveTable(database),
    driveHealth: driveHealthTable(database),
    imageDrives: imageDriveTable(database),
    users: userTable(database),
    sessions: sessionTable(database),
    apiKeys: apiKeyTable(database),
    audit: auditTable(database),
    channels: channelTable(database),
    subscriptions: subscriptionTable(database),
    outbox: outboxTable(database),
    targets: targetTable(database),
    copies: copyTable(database),
    transaction: (work) => database.transaction(work),
    checkIntegrity: () => {
      const lines = database.all('PRAGMA integrity_check').map((row) => String(row.integrity_check));
      return lines.filter((line) => line !== 'ok');
    },
    close: () => database.close(),
  };
}
