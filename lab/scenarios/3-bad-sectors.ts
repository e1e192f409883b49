import assert from 'node:assert/strict';
import type { SectorRange } from '../../src/model/index.ts';
import { type Disc, pathTableLba, sectorBytes } from '../discs.ts';
import { type Lab, type Scenario, typesOf } from '../lab.ts';
import type { Server } from '../server.ts';

/** Discs with sectors that cannot be read: Standard falls over to Rescue, and what is missing is named to the sector. */
export const badSectors: readonly Scenario[] = [
  {
    name: '3-file-and-path-table',
    isSelected: true,
    run: async (lab) => {
      const inFile = await lab.discs.data({ label: 'IN_A_FILE', mib: 6 });
      const inTable = await lab.discs.data({ label: 'IN_THE_TABLE', mib: 4 });
      const table = await pathTableLba(inTable);
      const server = await lab.shared();
      await readDamaged(lab, server, [
        { tray: 0, disc: inFile, bad: [range(500, 503), range(1200)] },
        { tray: 1, disc: inTable, bad: [range(table)] },
      ]);
    },
  },
  {
    name: '3-descriptor-run-out-thousands',
    minutes: 25,
    run: async (lab) => {
      const noDescriptor = await lab.discs.data({ label: 'NO_DESCRIPTOR', mib: 4 });
      const thousands = await lab.discs.data({ label: 'THOUSANDS', mib: 12 });
      const recorded = await lab.discs.data({ label: 'RECORDED', mib: 4, runOutSectors: 2 });
      const server = await lab.shared();
      const scattered = Array.from({ length: 300 }, (_, n) => range(500 + 2 * n));
      await readDamaged(lab, server, [
        { tray: 0, disc: noDescriptor, bad: [range(16)] },
        {
          tray: 1,
          disc: thousands,
          bad: [...scattered, range(2000, 4999)],
          choices: { retries: 0, reversePass: false },
        },
      ]);
      // What a recorder leaves behind the last track holds nothing: an image of the file system is whole without it.
      const end = recorded.sizeBytes / sectorBytes;
      const runOut = [range(end - 2, end - 1)];
      await lab.machine.insert(2, recorded, { bad: runOut });
      await server.untilKnown('sr2', recorded);
      const job = await server.order('sr2');
      const done = await server.untilStatus(job.uuid, 'completed');
      await lab.expectImage(server, job.uuid, recorded, { sizeBytes: recorded.sizeBytes - 2 * sectorBytes });
      assert.equal(typesOf(done), 'created started reading-done completed');
      lab.say('the two run-out sectors at the end of RECORDED are not read, and no damage');
      // This drive does not say that the disc was written in a recorder: who wants all of it is told what is missing.
      await readDamaged(lab, server, [{ tray: 2, disc: recorded, bad: runOut, choices: { domain: 'cap' } }]);
    },
  },
];

type Damaged = {
  readonly tray: number;
  readonly disc: Disc;
  readonly bad: readonly SectorRange[];
  readonly choices?: Readonly<Record<string, unknown>>;
};

/** All at the same time, each in its drive. */
async function readDamaged(lab: Lab, server: Server, damaged: readonly Damaged[]): Promise<void> {
  await Promise.all(
    damaged.map(async ({ tray, disc, bad, choices = {} }) => {
      const device = `sr${tray}`;
      await lab.machine.insert(tray, disc, { bad });
      await server.untilKnown(device, disc);
      const job = await server.order(device, choices);
      const done = await server.untilStatus(job.uuid, 'completed');
      await lab.expectImage(server, job.uuid, disc, { bad });
      assert.equal(done.job.mode, 'standard');
      assert.match(typesOf(done), /^created started rescue-begins reading-done completed$/);
      lab.say(`${disc.label}: ${typesOf(done)}`);
    }),
  );
}

function range(firstLba: number, lastLba = firstLba): SectorRange {
  return { firstLba, lastLba };
}
