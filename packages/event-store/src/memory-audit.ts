import { hashOfBatch, integersOf, NO_HASH } from './batch'
import type { MemoryLog } from './memory-log'
import type { Head, LogAudit, LogProblem, Progress } from './port'

const AUDIT_STEP_EVENTS = 10_000

const bodyProblems = (log: MemoryLog): LogProblem[] => {
  const problems: LogProblem[] = []
  for (const batch of log.batches) {
    const ends = integersOf(batch.ends)
    for (let index = 0; index < batch.count; index++) {
      const position = batch.firstPosition + index
      const said = Buffer.from(batch.body.subarray(ends[index - 1] ?? 0, ends[index])).toString()
      if (log.events[position - 1]?.json !== said) {
        problems.push({
          code: 'EVENT_DIFFERS',
          where: `event ${position}`,
          message: 'the event read is not the event in the chain',
        })
      }
    }
  }
  return problems
}

const viewProblems = (log: MemoryLog): LogProblem[] =>
  [...log.views]
    .filter(([, { state }]) => state.position > log.headPosition)
    .map(([view, { state }]) => ({
      code: 'VIEW_AHEAD',
      where: `view ${view}`,
      message: `it stands for position ${state.position} of a log that ends at ${log.headPosition}`,
    }))

export const auditMemory = (log: MemoryLog, head: Head, progress: Progress): LogAudit => {
  const problems: LogProblem[] = []
  let previous = NO_HASH
  let next = 1
  for (const batch of log.batches) {
    const where = `batch at ${batch.firstPosition}`
    if (batch.firstPosition !== next) problems.push({ code: 'BATCH_MISSING', where, message: `expected a batch at ${next}` })
    if (Buffer.compare(batch.previousHash, previous) !== 0 || Buffer.compare(batch.hash, hashOfBatch(batch)) !== 0) {
      problems.push({ code: 'BATCH_HASH', where, message: 'its hash does not follow from its content and the batch before' })
    }
    previous = batch.hash
    next = batch.firstPosition + batch.count
    if (next % AUDIT_STEP_EVENTS < batch.count) progress(next - 1, log.headPosition)
  }
  problems.push(...bodyProblems(log), ...viewProblems(log))
  progress(log.headPosition, log.headPosition)
  return { events: log.headPosition, head, problems }
}
