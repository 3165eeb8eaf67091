export const status = (tenant: string, job: string) => `tenant:${tenant}:job:${job}:status` // planted
export const pattern = 'tenant:{tenant_id}:video:{video_id}:progress' // planted
export const scan = 'tenant:*:job:*' // planted
export const joined = (tenant: string) => 'tenant:' + tenant // planted
export const roster = (tenant: string) => `excel/${tenant}/file.xlsx` // planted
export const raw = (tenant: string) => `tenants/${tenant}/video/raw/1/a.mp4` // planted
export const legacy = (id: string) => `job:${id}:progress` // planted
export const harmless = ['tenant: missing', 'the tenant of a job', 'excel/workbook']
