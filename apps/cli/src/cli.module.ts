import { Injectable, Module } from '@nestjs/common';
import { InjectCommander } from 'nest-commander';
import { CancelBatchCommand, RetryBatchCommand } from './commands/batch-verbs.commands';
import { CommandsCommand } from './commands/commands.command';
import { DispatchCommand } from './commands/dispatch.command';
import { ListBatchesCommand } from './commands/list-batches.command';
import { CreateEnrolmentTokenCommand } from './create-enrolment-token.command';
import { CreateUserCommand } from './create-user.command';
import { SeedDemoCommand } from './demo/seed-demo.command';
import { DoctorCommand } from './doctor/doctor.command';
import { InitDbCommand } from './init-db.command';
import { MigrateCommand } from './migrate.command';
import { ReconcileCommand } from './reconcile.command';
import { RetireAuditCommand } from './retire-audit.command';
import { ResetPasswordCommand } from './reset-password.command';
import { RunBeatCommand, RunWebCommand, RunWorkerCommand } from './run.commands';
import { SimulateCommand } from './simulate.command';
import { Terminal } from './terminal';
import { VerifyAuditCommand } from './verify-audit.command';

@Injectable()
class ProgramTitle {
  constructor(@InjectCommander() commander: { name(name: string): { description(text: string): unknown } }) {
    commander.name('coffee-admin').description('Runs and tends Coffee Admin, which tends coffee machines.');
  }
}

/** Only commands: what one of them needs it opens itself. */
@Module({
  providers: [
    ProgramTitle,
    Terminal,
    InitDbCommand,
    MigrateCommand,
    CreateUserCommand,
    ResetPasswordCommand,
    CreateEnrolmentTokenCommand,
    RunWebCommand,
    RunWorkerCommand,
    RunBeatCommand,
    SimulateCommand,
    SeedDemoCommand,
    ReconcileCommand,
    VerifyAuditCommand,
    RetireAuditCommand,
    CommandsCommand,
    DispatchCommand,
    ListBatchesCommand,
    RetryBatchCommand,
    CancelBatchCommand,
    DoctorCommand,
  ],
})
export class CliModule {}
