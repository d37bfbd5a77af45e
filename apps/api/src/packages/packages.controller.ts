import { DispatchAnswer } from '@coffee/contract/command-dispatch';
import {
  BuildPackage,
  DevicePackage,
  DevicePackageQuery,
  DispatchPackage,
  DriftQuery,
  Package,
  PackageDetail,
  PackageQuery,
  RollBackPackage,
  UploadPackage,
} from '@coffee/contract/packages';
import type { Page } from '@coffee/contract/paging';
import { UpgradesService } from '@coffee/features/commands';
import { DevicePackagesReader, PackagesReader } from '@coffee/features/packages';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import {
  Answers,
  AnyRole,
  BodyLimits,
  Created,
  CurrentActor,
  Describe,
  IdempotencyKey,
  Needs,
  UuidId,
} from '../http';
import type { SessionRequest } from '../http/session';
import { TakesBody, TakesForm } from '../http/takes-body';
import { PackageIntake } from './package-intake';

@Controller('packages')
@AnyRole()
export class PackagesController {
  constructor(
    private readonly reader: PackagesReader,
    private readonly devicePackages: DevicePackagesReader,
    private readonly intake: PackageIntake,
    private readonly upgrades: UpgradesService,
  ) {}

  @Get()
  @Answers(Package, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: PackageQuery): Promise<Page<Package>> {
    return this.reader.list(actor, query);
  }

  @Post()
  @Created()
  @Needs('recipes.manage')
  @BodyLimits(null)
  @TakesBody(BuildPackage)
  @TakesForm(UploadPackage)
  @Describe(
    'JSON builds a document out of published recipes; a form uploads firmware or resources. The same content under the same name and version is the same package.',
  )
  @Answers(Package, { status: 201 })
  create(@CurrentActor() actor: Actor, @Req() request: SessionRequest): Promise<Package> {
    return this.intake.take(actor, request);
  }

  @Get('drift')
  @Describe('Machines that do not have what they were told to install.')
  @Answers(DevicePackage, { page: true })
  drift(@CurrentActor() actor: Actor, @Query() query: DriftQuery): Promise<Page<DevicePackage>> {
    return this.devicePackages.drift(actor, query);
  }

  @Get(':id')
  @Answers(PackageDetail)
  get(@CurrentActor() actor: Actor, @Param('id', UuidId) id: string): Promise<PackageDetail> {
    return this.reader.get(actor, id);
  }

  @Get(':id/devices')
  @Describe('Machines that have the package or should.')
  @Answers(DevicePackage, { page: true })
  devices(
    @CurrentActor() actor: Actor,
    @Param('id', UuidId) id: string,
    @Query() query: DevicePackageQuery,
  ): Promise<Page<DevicePackage>> {
    return this.devicePackages.ofPackage(actor, id, query);
  }

  @Post(':id/dispatch')
  @Created()
  @Needs('commands.send')
  @Describe('An `upgrade` batch: machines that have the package are skipped.')
  @Answers(DispatchAnswer, { status: 201 })
  dispatch(
    @CurrentActor() actor: Actor,
    @Param('id', UuidId) id: string,
    @Body() body: DispatchPackage,
    @IdempotencyKey() key?: string,
  ): Promise<DispatchAnswer> {
    return this.upgrades.dispatch(actor, id, body, key);
  }

  @Post(':id/rollback')
  @Created()
  @Needs('commands.send')
  @Describe('Dispatches the package made before it; without a target to every machine that has or awaits it.')
  @Answers(DispatchAnswer, { status: 201 })
  rollBack(
    @CurrentActor() actor: Actor,
    @Param('id', UuidId) id: string,
    @Body() body: RollBackPackage,
    @IdempotencyKey() key?: string,
  ): Promise<DispatchAnswer> {
    return this.upgrades.rollBack(actor, id, body, key);
  }
}
