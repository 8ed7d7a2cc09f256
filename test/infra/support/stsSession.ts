/** Returns the response of STS to AssumeRole or AssumeRoleWithWebIdentity. */
export const stsSession = (action: string, accessKeyId: string): string => `
  <${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>
    <Credentials>
      <AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>key</SecretAccessKey>
      <SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>
    </Credentials>
    <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/a/b</Arn><AssumedRoleId>a:b</AssumedRoleId></AssumedRoleUser>
  </${action}Result></${action}Response>`;
