import type { Database, Row } from './database.ts';
import { RowReader } from './row.ts';
import type { Lease, LeaseTable } from './store.ts';

/** Table `leases`: its primary key makes sure that a drive, or an image, has one holder at most. */
export function leaseTable(database: Database): LeaseTable {
  return {
    acquire: ({ subject, holder, pid, acquiredAt }) =>
      database.run(
        'INSERT INTO leases (subject, holder, pid, acquired_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
        subject,
        holder,
        pid,
        acquiredAt,
      ).changes === 1,
    release: (subject, holder) =>
      database.run('DELETE FROM leases WHERE subject = ? AND holder = ?', subject, holder).changes === 1,
    get: (subject) => {
      const row = database.one('SELECT * FROM leases WHERE subject = ?', subject);
      return row === null ? null : leaseOf(row);
    },
    all: () => database.all('SELECT * FROM leases ORDER BY subject').map(leaseOf),
  };
}

function leaseOf(row: Row): Lease {
  const read = new RowReader('leases', row);
  return {
    subject: read.text('subject'),
    holder: read.text('holder'),
    pid: read.number('pid'),
    acquiredAt: read.text('acquired_at'),
  };
}
