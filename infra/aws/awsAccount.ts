import * as aws from "@pulumi/aws";

/** Where a stack is deployed. Read from the provider, never written out, so that every partition works. */
export interface AwsAccount {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

/** The account, and the ARN of who deploys. */
export async function lookUpAwsAccount(): Promise<AwsAccount & { readonly callerArn: string }> {
  const [{ partition }, { region }, { accountId, arn: callerArn }] = await Promise.all([
    aws.getPartition(),
    aws.getRegion(),
    aws.getCallerIdentity(),
  ]);
  return { partition, region, accountId, callerArn };
}
