import type { DispatchAnswer, DispatchCommands } from '@coffee/contract/command-dispatch';
import type { DispatchPackage } from '@coffee/contract/packages';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { PackagesReader } from '../packages';
import { DispatchService } from './dispatch.service';

/** Packages to machines: an upgrade batch like any other. */
@Injectable()
export class UpgradesService {
  constructor(
    private readonly dispatches: DispatchService,
    private readonly packages: PackagesReader,
  ) {}

  async dispatch(
    actor: Actor,
    packageId: string,
    input: DispatchPackage,
    key?: string,
  ): Promise<DispatchAnswer> {
    await this.packages.get(actor, packageId);
    return this.dispatches.dispatch(actor, upgradeTo(packageId, input), key);
  }

  /** Back to the package before it: for the named machines, or for all that have this one or await it. */
  async rollBack(
    actor: Actor,
    packageId: string,
    input: DispatchPackage,
    key?: string,
  ): Promise<DispatchAnswer> {
    const previous = await this.packages.before(actor, packageId);
    const isAimed = input.device_ids !== undefined || input.filter !== undefined;
    const target = isAimed ? {} : { device_ids: await this.packages.holders(actor, packageId) };
    return this.dispatches.dispatch(actor, upgradeTo(previous, { ...input, ...target }), key);
  }
}

function upgradeTo(packageId: string, input: DispatchPackage): DispatchCommands {
  return { ...input, command_type: 'upgrade', payload: { package_id: packageId } };
}
