import { DEVICE_ID_PATTERN } from '@coffee/contract/identifiers';
import {
  DeviceDirectory,
  DeviceNotFound,
  DeviceSuspended,
  hashToken,
  type KnownDevice,
} from '@coffee/features/devices';
import { Clock } from '@coffee/platform/clock';
import { Config } from '@coffee/platform/config';
import { Forbidden, InvalidArgument, RateLimited, Unauthorized } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import type { EdgeRequest } from '../http/edge-request';
import { TokenBuckets } from './token-buckets';

const BURST = 200;

/** Who may pass on a machine's routes: the id in the path, the token where tokens are on, and not too often. */
@Injectable()
export class DeviceGate {
  private readonly buckets: TokenBuckets;

  constructor(
    private readonly config: Config,
    private readonly directory: DeviceDirectory,
    clock: Clock,
  ) {
    this.buckets = new TokenBuckets({ perMinute: config.deviceRatePerMinute, burst: BURST }, clock);
  }

  /** Answers the machine's id without a query unless tokens are on: the ingest itself tells strangers and suspended ones. */
  admit(request: EdgeRequest): string | Promise<string> {
    const deviceId = this.identify(request);
    return this.config.enableDeviceToken ? this.authenticate(request, deviceId) : deviceId;
  }

  /** The same, and the machine itself: for routes that do not ask the database anyway. */
  async admitKnown(request: EdgeRequest): Promise<KnownDevice> {
    const deviceId = await this.admit(request);
    const device = await this.directory.find(deviceId);
    if (!device) throw new DeviceNotFound(deviceId);
    if (device.lifecycle === 'suspended') throw new DeviceSuspended();
    return device;
  }

  /** Counts a call that names its machine in the body: registration. */
  count(deviceId: string): void {
    const wait = this.buckets.take(deviceId);
    if (wait > 0) throw new RateLimited(wait, 'This device calls too often');
  }

  private identify(request: EdgeRequest): string {
    const deviceId = request.params.id ?? '';
    if (!DEVICE_ID_PATTERN.test(deviceId)) {
      throw new InvalidArgument('This is not a device id', { details: { field: 'id' } });
    }
    const named = request.headers['x-device-id'];
    if (named !== undefined && named !== deviceId) {
      throw new Forbidden('X-Device-Id names another device than the path');
    }
    this.count(deviceId);
    return deviceId;
  }

  private async authenticate(request: EdgeRequest, deviceId: string): Promise<string> {
    const token = request.headers['x-device-token'];
    const device = await this.directory.find(deviceId);
    const presented = hashToken(typeof token === 'string' ? token : '');
    if (!device || !this.directory.accepts(device, presented)) {
      throw new Unauthorized('A valid X-Device-Token is needed');
    }
    return deviceId;
  }
}
