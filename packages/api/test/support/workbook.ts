import exceljs from 'exceljs'

/** Every cell of the first sheet as text, row by row; an empty cell is an empty text. */
export async function readWorkbook(file: Buffer): Promise<{ sheet: string; rows: string[][] }> {
  const sheet = await firstSheet(file)
  const rows = Array.from({ length: sheet.rowCount }, (_, row) =>
    Array.from({ length: sheet.columnCount }, (_, column) => sheet.getCell(row + 1, column + 1).text),
  )
  return { sheet: sheet.name, rows }
}

/** The file as somebody saves it who changed the first sheet. */
export async function editWorkbook(file: Buffer, edit: (sheet: exceljs.Worksheet) => void): Promise<Buffer> {
  const sheet = await firstSheet(file)
  edit(sheet)
  return Buffer.from(await sheet.workbook.xlsx.writeBuffer())
}

async function firstSheet(file: Buffer): Promise<exceljs.Worksheet> {
  const workbook = new exceljs.Workbook()
  await workbook.xlsx.load(file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer)
  const [sheet] = workbook.worksheets
  if (!sheet) throw new Error('the workbook has no sheet')
  return sheet
}
