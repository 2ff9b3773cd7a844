import { INSTALL_LINE, missingForBroker, startBroker } from '../src/testing'
import { held } from './held-broker'

/** One broker for every file of the run. Where it cannot run, a newcomer goes on without these tests; a gate does not. */
const setUp = async (): Promise<void> => {
  if (process.env['KAFKA_TEST_BROKER'] !== undefined) return
  const missing = missingForBroker()
  if (missing === undefined) {
    held.broker = await startBroker()
    process.env['KAFKA_TEST_BROKER'] = held.broker.address
    return
  }
  const line = `${missing} not found, which a Kafka broker needs. Install it with: ${INSTALL_LINE}`
  if (process.env['CI'] === 'true') throw new Error(line)
  process.stderr.write(`\nearnback: ${line}\nearnback: the tests that need a broker are skipped.\n\n`)
  process.env['KAFKA_TEST_MISSING'] = missing
}

export = setUp
