import * as E from 'fp-ts/Either'
import type { Config } from '../config'
import type { Edge } from '../edge'
import { storeFailure } from '../failure'
import { checkKafka } from '../kafka/check-kafka'
import { openLog } from '../wire'
import { type Check, failed, passed } from './check'

const checkEventStoreDb = async (config: Config, pause: Edge['pause']): Promise<Check> => {
  const log = await openLog(config, pause)()
  if (E.isLeft(log)) {
    const { code, message, advice } = storeFailure(log.left)
    return failed('eventstoredb', `${code}: ${message}`, advice ?? '')
  }
  const { position } = await log.right.head()
  await log.right.close()
  return passed('eventstoredb', `answers, and holds ${position} events in ${config.eventStoreStream}`)
}

/** The servers that the configuration names, each asked whether it answers. */
export const checkServers = async (config: Config, pause: Edge['pause']): Promise<ReadonlyArray<Check>> => [
  ...(config.store.kind === 'eventstoredb' ? [await checkEventStoreDb(config, pause)] : []),
  ...(config.kafka === undefined ? [] : [await checkKafka(config.kafka)]),
]
