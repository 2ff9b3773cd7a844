import type { CalculationContended } from '@earnback/calculator'
import type { StoreUnavailable } from '@earnback/event-store'
import { type Failure, storeFailure } from './failure'

export const calculationFailure = (error: StoreUnavailable | CalculationContended): Failure =>
  error.kind === 'StoreUnavailable'
    ? storeFailure(error)
    : {
        exit: 3,
        code: 'CALCULATION_CONTENDED',
        message: `other processes kept writing to the store, ${error.attempts} times in a row`,
        advice: 'run the command again; the run that was begun is finished then',
      }
