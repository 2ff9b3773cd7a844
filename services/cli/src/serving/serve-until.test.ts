import type { Edge } from '../edge'
import type { Serving } from './serve'
import { serveUntil } from './serve-until'

const ADDRESS = 'http://127.0.0.1:43210'

const served = (isJson: boolean) => {
  const said: string[] = []
  const stop = new AbortController()
  const edge = { stderr: { write: (text: string) => said.push(text) } } as unknown as Edge
  const serving = { address: ADDRESS, close: () => Promise.resolve(void said.push('closed')) } as unknown as Serving
  const over = serveUntil(stop.signal, { edge, isJson }, serving, () => said.push('told'))
  return { said, stop: () => stop.abort(), over }
}

test.each([
  ['a program', true, `{"event":"listening","address":"${ADDRESS}"}\n`],
  ['people', false, 'told'],
])('where it is answered is said once to %s, and nothing closes before the stop', async (_, isJson, told) => {
  const { said, stop, over } = served(isJson)
  await new Promise(setImmediate)
  expect(said).toEqual([told])
  stop()
  await over
  expect(said).toEqual([told, 'closed'])
})
