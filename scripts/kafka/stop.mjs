// Ends the broker that `make kafka` started, that one process and no other, and removes its data.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { BROKER_FILE, isOurBroker } from './running.mjs'

const STOP_WITHIN_MS = 20_000
const ASK_EVERY_MS = 50

if (!existsSync(BROKER_FILE)) {
  console.log('No broker was started with make kafka.')
} else {
  const running = JSON.parse(readFileSync(BROKER_FILE, 'utf8'))
  if (isOurBroker(running)) {
    process.kill(running.pid, 'SIGTERM')
    const deadline = Date.now() + STOP_WITHIN_MS
    while (isOurBroker(running) && Date.now() < deadline) await delay(ASK_EVERY_MS)
    if (isOurBroker(running)) process.kill(running.pid, 'SIGKILL')
  }
  rmSync(running.folder, { recursive: true, force: true })
  rmSync(BROKER_FILE)
  console.log(`The broker at ${running.address} has ended.`)
}
