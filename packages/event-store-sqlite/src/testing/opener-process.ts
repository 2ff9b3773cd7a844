import * as E from 'fp-ts/Either'
import { sampleColumns, sameSampleContent } from '@earnback/event-store/testing'
import { sqliteEventStore } from '../sqlite-event-store'

/** Opens and closes the file that a message names; answers with `opened` or the fault that it met. */
const open = async (path: string): Promise<string> => {
  const opened = await sqliteEventStore({ path, columns: sampleColumns(), sameContent: sameSampleContent })()
  if (E.isLeft(opened)) return `${opened.left.code}: ${opened.left.message}`
  await opened.right.close()
  return 'opened'
}

process.on('message', (path: string) => void open(path).then((answer) => process.send?.(answer)))
process.send?.('ready')
