import { Forbidden, NotFound } from '@coffee/platform/errors';

export class DeviceNotFound extends NotFound {
  constructor(deviceId: string) {
    super(`No device ${deviceId}`, { code: 'DEVICE_NOT_FOUND' });
  }
}

export class DeviceSuspended extends Forbidden {
  constructor() {
    super('This device is suspended');
  }
}
