import type { ActivationContended } from '@earnback/activator'
import type { StoreUnavailable } from '@earnback/event-store'
import { type Failure, storeFailure } from './failure'

export const activationFailure = (error: StoreUnavailable | ActivationContended): Failure =>
  error.kind === 'StoreUnavailable'
    ? storeFailure(error)
    : {
        exit: 3,
        code: 'ACTIVATION_CONTENDED',
        message: `other processes kept writing about the coupon, ${error.attempts} times in a row`,
        advice: 'run the command again; nothing was used up',
      }
