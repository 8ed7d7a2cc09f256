import * as aws from "@pulumi/aws";

/** The account and region of a stack. They come from the AWS provider, so that every partition works. */
export interface AwsAccount {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

/** Returns the account and region of the AWS provider, and the ARN of the deployer. */
export async function lookUpAwsAccount(): Promise<AwsAccount & { readonly callerArn: string }> {
  const [{ partition }, { region }, { accountId, arn: callerArn }] = await Promise.all([
    aws.getPartition(),
    aws.getRegion(),
    aws.getCallerIdentity(),
  ]);
  return { partition, region, accountId, callerArn };
}
