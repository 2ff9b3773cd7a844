import type { Notes } from '@earnback/event-store'

/** A record in one word to search for: `topic/partition@offset`, or `file:line`; undefined where it came from neither. */
export const recordName = ({ topic, partition, offset, file, line }: Notes): string | undefined => {
  if (topic !== undefined) return `${topic}/${partition}@${offset}`
  return file === undefined ? undefined : `${file}:${line}`
}
