import { spawnSync } from 'node:child_process'

export const BROKER_FILE = new URL('../../node_modules/.cache/kafka-broker.json', import.meta.url)

/** A process id is given away again after its process has ended, so the command line has to name our folder too. */
export const isOurBroker = ({ pid, folder }) =>
  spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout.includes(folder)
