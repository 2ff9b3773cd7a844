export { accountFacts, accountOfEvents, BUSINESS, fact, registered } from './account'
export {
  ACCOUNT,
  activated,
  adjusted,
  advanced,
  cloudEvent,
  type CloudEventJson,
  COUPON,
  creditGranted,
  creditWithdrawn,
  issued,
  money,
  offer,
  type Overrides,
  retracted,
  spend,
  thresholdMet,
  thresholdReverted,
} from './builders'
export { decoded, decodedAs } from './decoded'
export { type Scene, sceneOf, sceneOfEvents } from './scene'
export { ACTIVATED_AT, after, at, before, DEADLINE, ISSUED_AT, MICROS_OF, SETTLES_AT, WINDOW_ENDS_AT } from './times'
