import type { AcademyConfig } from '@academy/sdk/config'
import type { FleetPolicy } from '@academy/sdk/contract'
import { AcademyError } from '@academy/sdk/errors'
import type { HostMachine, Interruption } from '@academy/sdk/worker'
import { DescribeInstancesCommand, EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2'
import { InstanceMetadata } from './instance-metadata.ts'

const groupTag = 'aws:autoscaling:groupName'
const lookEveryMs = 5000 // AWS's own advice; the notice comes two minutes ahead

/** The machine of a worker on EC2; undefined where the configuration says that it runs elsewhere. */
export function ec2MachineOf(config: AcademyConfig): HostMachine | undefined {
  return config.worker.machine === 'ec2' ? new Ec2Machine(config) : undefined
}

/** One EC2 instance: this one. */
export class Ec2Machine implements HostMachine {
  private readonly metadata: InstanceMetadata
  private readonly ec2: EC2Client
  private looking: NodeJS.Timeout | undefined
  private closed = false

  constructor({ aws }: Pick<AcademyConfig, 'aws'>) {
    this.metadata = new InstanceMetadata(aws.metadataEndpoint)
    this.ec2 = new EC2Client({
      region: aws.region,
      ...(aws.credentials && { credentials: aws.credentials }),
      ...(aws.ec2Endpoint !== undefined && { endpoint: aws.ec2Endpoint }),
    })
  }

  /**
   * An instance that stops itself inside a group that keeps its number is replaced at once: a launch loop (P-39).
   * @throws AcademyError `configuration_invalid`
   */
  async assertMayStop({ fleet, desiredCapacityMayBeZero }: FleetPolicy): Promise<void> {
    const id = await this.metadata.instanceId()
    const { Reservations = [] } = await this.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }))
    const tags = Reservations.flatMap(({ Instances = [] }) => Instances).flatMap(({ Tags = [] }) => Tags)
    const group = tags.find(({ Key }) => Key === groupTag)?.Value
    if (group === undefined || desiredCapacityMayBeZero) return
    throw new AcademyError(
      'configuration_invalid',
      `${id} belongs to the Auto Scaling group ${group}, whose desired capacity the contract does not let fall to 0 for ` +
        `the fleet ${fleet}: take the instance out of the group, or set desired_capacity_may_be_zero in x-fleets`,
      { retryable: false },
    )
  }

  async stop(): Promise<void> {
    await this.ec2.send(new StopInstancesCommand({ InstanceIds: [await this.metadata.instanceId()] }))
  }

  watchInterruption(listener: (notice: Interruption) => void): void {
    const look = async () => {
      // A metadata service that does not answer says nothing about the machine: the next look asks again.
      const notice = await this.metadata.interruption().catch(() => undefined)
      if (this.closed) return
      if (notice) return listener(notice)
      this.looking = setTimeout(() => void look(), lookEveryMs)
    }
    void look()
  }

  close(): void {
    this.closed = true
    clearTimeout(this.looking)
    this.ec2.destroy()
  }
}
