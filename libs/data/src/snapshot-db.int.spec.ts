import { loadConfig } from '@coffee/platform/config';
import { systemActor } from '@coffee/platform/context';
import { eventually } from '@coffee/testing/eventually';
import { CopyOut } from './copy-out';
import { DeviceEntity } from './entities';
import { SnapshotDb } from './snapshot-db';

const LINE_BYTES = 1_000;
/** With its end of line each: as many as fill all chunks that may wait for a reader. */
const LINES_AHEAD = Math.ceil((4 * 256 * 1024) / (LINE_BYTES + 1));

describe('a snapshot of the database', () => {
  const snapshots = new SnapshotDb({
    url: loadConfig().databaseUrl,
    poolSize: 1,
    applicationName: 'spec',
  });

  it.each([1, 2, 5, 10, 20, 40])(
    'ends after a copy whose last %i lines came while its reader was behind',
    async (more) => {
      const wanted = LINES_AHEAD + more;
      const lines = await snapshots.read(systemActor(), 'UTC', async (snapshot) => {
        const copy = snapshot.csv(
          (scope) =>
            `select repeat('x', ${LINE_BYTES}) from generate_series(2, ${wanted}) where ${scope(DeviceEntity, 'd')}`,
          [],
        );
        if (!(copy instanceof CopyOut)) throw new Error('no stream');
        await eventually('the server is held back', () => copy.readableLength >= 4);
        let read = 0;
        for await (const chunk of copy) read += chunk.lines;
        return read;
      });
      expect(lines).toBe(wanted);
    },
    10_000,
  );
});
