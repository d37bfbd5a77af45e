import { SnapshotDb } from '@coffee/data/snapshot-db';
import { AuditVerifier, ChainKey, ChainWitness } from '@coffee/features/audit-chain';
import type { Config } from '@coffee/platform/config';
import { FileStore } from '@coffee/platform/storage';

/** Reads over a connection of its own, without a deadline. */
export function auditVerifier(config: Config): AuditVerifier {
  const settings = { url: config.databaseUrl, poolSize: 1, applicationName: 'coffee-cli' };
  return new AuditVerifier(
    new SnapshotDb(settings),
    new ChainKey(config),
    new ChainWitness(new FileStore(config)),
  );
}
