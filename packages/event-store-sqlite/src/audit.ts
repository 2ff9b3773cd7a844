import type { ColumnSpec, LogAudit, Progress } from '@earnback/event-store'
export const auditFile = async (_path: string, _columns: ColumnSpec, _progress: Progress): Promise<LogAudit> => { throw new Error('soon') }
