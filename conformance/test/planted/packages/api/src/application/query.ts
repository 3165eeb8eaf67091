// Planted: check 7 must find this.
export const read = (tx: { query(text: string): Promise<unknown> }) => tx.query(`
  SELECT status FROM jobs
`)
