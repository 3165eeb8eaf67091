/** What a column of a roster may hold. */
export type ColumnField =
  | 'name'
  | 'parentPhone'
  | 'studentPhone'
  | 'school'
  | 'grade'
  | 'gender'
  | 'schoolClass'
  | 'major'
  | 'memo'
  | 'remark'

/** How schools name the columns that are not phones. */
export const aliases: Readonly<Record<Exclude<ColumnField, 'parentPhone' | 'studentPhone'>, readonly string[]>> = {
  name: ['이름', '성명', '학생명', '학생이름', '이름(학생)', '성함', '학생성명', '수강생', 'name', 'studentname'],
  school: ['학교', '학교명', '출신학교', '학교(학년)'],
  grade: ['학년'],
  gender: ['성별'],
  schoolClass: ['반', '학급'],
  major: ['계열'],
  memo: ['메모', '비고', '특이사항'],
  remark: ['구분', '체크', '출석'],
}

/** Whose phone a header names by itself. */
export const phoneAliases = {
  student: [
    ...['학생전화번호', '학생핸드폰', '학생전화', '학생연락처', '연락처(학생)', '전화(학생)', '학생폰'],
    ...['studentphone', 'studentmobile'],
  ],
  parent: [
    ...[
      '학부모전화번호',
      '부모핸드폰',
      '부모전화',
      '학부모전화',
      '보호자전화',
      '학부모연락처',
      '부모연락처',
      '보호자연락처',
    ],
    ...['연락처(학부모)', '전화(학부모)', 'parentphone', 'parentmobile', 'guardianphone', 'guardianmobile'],
  ],
  neutral: ['휴대폰', '핸드폰', '연락처', '전화번호', '전화', '폰', '폰번호'],
} as const

/** Words that tell whose column it is, wherever they stand in the header. */
export const roleWords = {
  student: ['학생', '수강생', '원생', '자녀', '본인', 'student'],
  parent: ['부모', '보호자', '어머니', '아버지', 'parent', 'guardian'],
} as const
