import { runWorkerProcess } from '@academy/sdk/worker'
import { ec2MachineOf } from '../ec2-machine.ts'

await runWorkerProcess('video', new URL('./handlers.ts', import.meta.url), { machine: ec2MachineOf })
