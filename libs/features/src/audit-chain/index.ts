export { AuditChainModule } from './audit-chain.module';
export { AuditPartitions } from './audit-partitions.ingest';
export { AuditRetirements, KEPT_DAYS, type RetiredMonth } from './audit-retirements.service';
export { AuditSealer } from './audit-sealer.ingest';
export { AuditVerifications } from './audit-verifications';
export { AuditVerifier } from './audit-verifier';
export { ChainKey } from './chain-key';
export { ChainWitness } from './chain-witness';
