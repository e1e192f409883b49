import type { Database, Row } from './database.ts';
import { RowReader } from './row.ts';
import type { Lease, LeaseTable } from './store.ts';

/** Table `leases`: its primary key makes sure that a drive has one holder at most. */
export function leaseTable(database: Database): LeaseTable {
  return {
    acquire: ({ driveKey, holder, pid, acquiredAt }) =>
      database.run(
        'INSERT INTO leases (drive_key, holder, pid, acquired_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
        driveKey,
        holder,
        pid,
        acquiredAt,
      ).changes === 1,
    release: (driveKey, holder) =>
      database.run('DELETE FROM leases WHERE drive_key = ? AND holder = ?', driveKey, holder).changes === 1,
    get: (driveKey) => {
      const row = database.one('SELECT * FROM leases WHERE drive_key = ?', driveKey);
      return row === null ? null : leaseOf(row);
    },
    all: () => database.all('SELECT * FROM leases ORDER BY drive_key').map(leaseOf),
  };
}

function leaseOf(row: Row): Lease {
  const read = new RowReader('leases', row);
  return {
    driveKey: read.text('drive_key'),
    holder: read.text('holder'),
    pid: read.number('pid'),
    acquiredAt: read.text('acquired_at'),
  };
}
