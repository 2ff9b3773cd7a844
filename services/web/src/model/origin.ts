import type { HistoryEvent } from './point'

/** Where an event came from: topic, partition and offset, or file and line. */
export const originText = ({ origin, notes }: Pick<HistoryEvent, 'origin' | 'notes'>): string => {
  const from = origin ?? notes ?? {}
  const { topic, partition, offset, file, line } = from
  if (topic !== undefined) return `${topic}, partition ${partition ?? '?'}, offset ${offset ?? '?'}`
  if (file !== undefined) return line === undefined ? String(file) : `${file}, line ${line}`
  return Object.entries(from)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}
