import { DeviceDirectory, DeviceTokens, hashToken, type KnownDevice } from '@coffee/features/devices';
import { type LinkQuery, PackageLinks } from '@coffee/features/packages';
import { Config } from '@coffee/platform/config';
import { actingFor, type Actor, deviceActor, systemActor } from '@coffee/platform/context';
import { Forbidden, Unauthorized } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import { addressOf } from '../http';
import type { SessionRequest } from '../http/session';

/** Below every merchant's number. */
const NO_MERCHANT = 0;

/**
 * Who may fetch a package: a person's session, a machine's token, or whoever holds a signed link; anybody where tokens are
 * off. A machine that is not active gets nothing, however it comes.
 */
@Injectable()
export class PackageAccess {
  constructor(
    private readonly config: Config,
    private readonly directory: DeviceDirectory,
    private readonly tokens: DeviceTokens,
    private readonly links: PackageLinks,
  ) {}

  /** As whom the package is looked for: among all packages, or those of one merchant. */
  async admit(request: SessionRequest, packageId: string): Promise<Actor> {
    const named = header(request, 'x-device-id');
    if (named !== null) refuseInactive(await this.directory.find(named));
    if (await this.hasLink(request, packageId)) return systemActor(request.edge.id);
    const token = header(request, 'x-device-token');
    const device = token === null ? null : await this.byToken(token, named);
    if (device) return asDevice(request, device);
    if (request.user) return personOf(request, request.user);
    if (!this.config.enableDeviceToken) return systemActor(request.edge.id);
    throw new Unauthorized('A session, a device token or a valid signed link is needed');
  }

  /** A link that is not good is no link: the request may have another way in. */
  private async hasLink(request: SessionRequest, packageId: string): Promise<boolean> {
    const link = this.links.verify(packageId, textOnly(request.query));
    if (link?.deviceId) refuseInactive(await this.directory.find(link.deviceId));
    return link !== null;
  }

  private async byToken(token: string, named: string | null): Promise<KnownDevice | null> {
    const hash = hashToken(token);
    const deviceId = named ?? (await this.tokens.holderOf(hash));
    const device = deviceId === null ? null : await this.directory.find(deviceId);
    if (device && this.directory.accepts(device, hash)) return device;
    if (this.config.enableDeviceToken) throw new Unauthorized('A valid X-Device-Token is needed');
    return null;
  }
}

/** Packages of its merchant and of all; a machine without a merchant has only those of all. */
function asDevice(request: SessionRequest, device: KnownDevice): Actor {
  refuseInactive(device);
  return deviceActor(device.deviceId, addressOf(request), request.edge.id, device.merchantId ?? NO_MERCHANT);
}

function refuseInactive(device: KnownDevice | null): void {
  if (device && device.lifecycle !== 'active') throw new Forbidden(`This device is ${device.lifecycle}`);
}

function personOf(request: SessionRequest, person: Express.User): Actor {
  const actor: Actor = {
    ...systemActor(request.edge.id),
    userId: person.id,
    name: person.email,
    role: person.role,
    source: 'user',
    ip: addressOf(request),
  };
  return person.merchantId === null ? actor : actingFor(actor, person.merchantId);
}

function header(request: SessionRequest, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function textOnly(query: Record<string, unknown>): LinkQuery {
  const text = (name: string): string | undefined => {
    const value = query[name];
    return typeof value === 'string' ? value : undefined;
  };
  return { expires: text('expires'), device: text('device'), signature: text('signature') };
}
