import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import { type Check, failed, passed } from '../checks/check'
import { checkLog } from '../checks/check-log'
import { checkPlace } from '../checks/check-place'
import { checkServers } from '../checks/check-servers'
import { checkSqlite } from '../checks/check-sqlite'
import { fileOf } from '../config'
import type { Context, Outcome, Run } from '../context'
import type { Look } from '../render/look'
import { visible, visibleLines } from '../render/visible'
import { examples } from './examples'

const NODE_AT_LEAST = [20, 15] as const
const CHECK_CHARS = 14

const checkNode = (version: string): Check => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isNewEnough = major > NODE_AT_LEAST[0] || (major === NODE_AT_LEAST[0] && minor >= NODE_AT_LEAST[1])
  return isNewEnough ? passed('node', version) : failed('node', version, `install Node ${NODE_AT_LEAST.join('.')} or newer`)
}

const checksOf = async ({ edge, config, now }: Context): Promise<ReadonlyArray<Check>> => {
  const node = checkNode(edge.nodeVersion)
  if (E.isLeft(config)) return [node, failed('configuration', config.left.message, config.left.advice ?? '')]
  const file = fileOf(config.right)
  const { calculationLag, calculationEvery, allowedLateness, grantAuthority } = config.right
  const settings = `lag ${calculationLag.text}, every ${calculationEvery.text}, lateness ${allowedLateness.text}, grants by the ${grantAuthority}`
  return [
    node,
    passed('configuration', settings),
    ...(await checkPlace(file)),
    await checkSqlite(file, now()),
    ...(await checkLog(file, now())),
    ...(await checkServers(config.right, edge.pause)),
  ]
}

const checksText = function* (checks: ReadonlyArray<Check>, look: Look): Generator<string> {
  for (const { check, ok, found, advice } of checks) {
    yield `${ok ? look.good('ok    ') : look.bad('FAILED')}  ${check.padEnd(CHECK_CHARS)}  ${visibleLines(found)}`
    if (advice !== null) yield `        ${' '.repeat(CHECK_CHARS)}  → ${visible(advice)}`
  }
}

const examine = async (context: Context): Promise<Outcome> => {
  const checks = await checksOf(context)
  const ok = checks.every((check) => check.ok)
  return E.right({ json: { ok, checks }, text: (look) => lines(checksText(checks, look)), exit: ok ? 0 : 1 })
}

export const doctorCommand = (program: Command, run: Run): void => {
  program
    .command('doctor')
    .description('Check the configuration and everything that Earnback depends on; say what to do about each failure.')
    .addHelpText('after', examples('earnback doctor', 'earnback doctor --store sqlite:./data/other.db --json'))
    .action(() => run(examine))
}
