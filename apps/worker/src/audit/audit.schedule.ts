import { AuditPartitions, AuditSealer } from '@coffee/features/audit-chain';
import { Every } from '@coffee/platform/schedule';
import { Injectable } from '@nestjs/common';

@Injectable()
export class AuditSchedule {
  constructor(
    private readonly sealer: AuditSealer,
    private readonly partitions: AuditPartitions,
  ) {}

  /** Until it is sealed an entry can be changed without a trace. */
  @Every({ name: 'seal-audit-entries', seconds: 0.5 })
  async seal(): Promise<void> {
    await this.sealer.seal();
  }

  @Every({ name: 'make-audit-partitions', seconds: 3_600 })
  async makePartitions(): Promise<void> {
    await this.partitions.ensure();
  }
}
