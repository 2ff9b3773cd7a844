import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { Job, Reply } from './child'

/** Runs one measurement in a process of its own; a child that fails has said why on standard error. */
export const runChild = (job: Job): Promise<Reply> =>
  new Promise((resolve, reject) => {
    let reply: Reply = null
    const child = fork(join(__dirname, 'child.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    child.on('message', (message: Reply) => {
      reply = message
    })
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      if (code === 0) resolve(reply)
      else reject(new Error(`${job.engine}, ${job.measurement}: the process ended with ${code ?? signal}`))
    })
    child.send(job)
  })
