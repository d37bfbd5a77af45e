import { StorageModule } from '@coffee/platform/storage';
import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { AuditMetrics } from './audit-metrics.reader';
import { AuditPartitions } from './audit-partitions.ingest';
import { AuditRetirements } from './audit-retirements.service';
import { AuditSealer } from './audit-sealer.ingest';
import { AuditVerifications } from './audit-verifications';
import { AuditVerifier } from './audit-verifier';
import { ChainKey } from './chain-key';
import { ChainWitness } from './chain-witness';

const EXPORTED = [AuditPartitions, AuditRetirements, AuditSealer, AuditVerifications, AuditVerifier];

/** Sealing, verifying, and taking old months out. For whoever has metrics; a command makes what it needs itself. */
@Module({
  imports: [AuditModule, StorageModule],
  providers: [...EXPORTED, AuditMetrics, ChainKey, ChainWitness],
  exports: EXPORTED,
})
export class AuditChainModule {}
