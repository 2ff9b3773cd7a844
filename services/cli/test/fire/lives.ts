import { type Desk, type Started } from '../earnback'

export type Role = 'ingester' | 'calculator' | 'publisher'

/** One part of the engine as a process that is killed and started again, over and over. */
export class Lives {
  private running: Started
  kills = 0

  constructor(
    private readonly desk: Desk,
    readonly role: Role,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    this.running = this.start()
  }

  get pid(): number {
    return this.running.child.pid ?? 0
  }

  /** Ends the life at hand without a word, and begins another. */
  async kill(): Promise<void> {
    this.running.child.kill('SIGKILL')
    await this.running.ended
    this.kills += 1
    this.running = this.start()
  }

  /** Stops the process without ending it: it wakes up later and knows of nothing. */
  freeze(): void {
    this.running.child.kill('SIGSTOP')
  }

  wake(): void {
    this.running.child.kill('SIGCONT')
  }

  async stop(): Promise<{ readonly exit: number | null; readonly stderr: string }> {
    this.running.child.kill('SIGTERM')
    return this.running.ended
  }

  /** One that ended by itself: none should. */
  get hasEnded(): boolean {
    return this.running.child.exitCode !== null
  }

  private start(): Started {
    return this.desk.start(['run', '--only', this.role], { env: this.env })
  }
}
