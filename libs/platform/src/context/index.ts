export {
  ACTOR_SOURCES,
  actingFor,
  cliActor,
  deviceActor,
  systemActor,
  type Actor,
  type ActorSource,
} from './actor';
export {
  REQUEST_ID_HEADER,
  currentRequestId,
  isSaneRequestId,
  runWithContext,
  type RequestContext,
} from './request-context';
