import { classifyError } from '../classify-error'
import { type KafkaFaultCode } from '../fault'
import { type SinkFault } from './port'

const KINDS: Partial<Readonly<Record<KafkaFaultCode, SinkFault['kind']>>> = {
  KAFKA_UNAVAILABLE: 'SinkUnavailable',
  KAFKA_PRODUCER_FENCED: 'SinkFenced',
}

/** What is neither another holder nor a broker that is away will be refused the next time too. */
export const sinkFault = (error: unknown, doing: string): SinkFault => {
  const { code, message } = classifyError(error, doing)
  return { kind: KINDS[code] ?? 'SinkRejected', message: `${code}: ${message}` }
}
