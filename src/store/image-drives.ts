import { Type } from 'typebox';
import { type ImageDriveSlot, SectorRange } from '#model/index.ts';
import type { Database, Row } from './database.ts';
import { RowReader } from './row.ts';
import type { ImageDriveTable } from './store.ts';

/** Table `image_drives`. */
export function imageDriveTable(database: Database): ImageDriveTable {
  return {
    all: () => database.all('SELECT * FROM image_drives ORDER BY id').map(slotOf),
    put: ({ id, path, rateKBps, badSectors }) => {
      database.run(
        `INSERT INTO image_drives (id, path, rate_kbps, bad_sectors) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE
         SET path = excluded.path, rate_kbps = excluded.rate_kbps, bad_sectors = excluded.bad_sectors`,
        id,
        path,
        rateKBps,
        JSON.stringify(badSectors),
      );
    },
    delete: (id) => database.run('DELETE FROM image_drives WHERE id = ?', id).changes > 0,
  };
}

function slotOf(row: Row): ImageDriveSlot {
  const read = new RowReader('image_drives', row);
  return {
    id: read.text('id'),
    path: read.textOrNull('path'),
    rateKBps: read.numberOrNull('rate_kbps'),
    badSectors: read.json('bad_sectors', Type.Array(SectorRange)),
  };
}
