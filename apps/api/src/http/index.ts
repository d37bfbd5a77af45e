export { AnyRole, DeviceRoute, Needs, Public, type DeviceRouteOptions } from './access';
export { Answer, Answers, Created, Describe, Raw } from './answers';
export { BodyLimits } from './body-rules';
export { Drain } from './drain';
export { addressOf, type EdgeRequest, type EdgeResponse } from './edge-request';
export { readRawBody } from './json-body';
export { sendStoredFile } from './stored-file';
export { CurrentActor, DeviceId, IdempotencyKey, IfMatch, IntegerId } from './parameters';
export { UuidId } from './uuid-id';
