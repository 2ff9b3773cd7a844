import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { transitions } from './testing/life'

const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'domain', 'coupon-life.md'), 'utf8')
const drawn = [...page.matchAll(/^ {2}(\w+ --> \w+: .+)$/gm)].map(([, line]) => line).sort()

test('the diagram of a coupon’s life shows every change of status that the code can make, and no other', () => {
  expect(drawn).toEqual(transitions())
})
