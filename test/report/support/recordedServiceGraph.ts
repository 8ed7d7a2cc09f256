/**
 * An answer of GetServiceGraph in the shape that AWS documents, written after its documentation: no server that runs here
 * makes one. Another function of the same account is in it.
 * @see https://docs.aws.amazon.com/xray/latest/api/API_GetServiceGraph.html
 */
export function recordedServices(functionName: string): object[] {
  return [
    { ReferenceId: 0, Name: functionName, Type: "client", State: "unknown", Edges: [edge(1, 4, 1.2, 1)] },
    { ReferenceId: 1, Name: functionName, Root: true, Type: "AWS::Lambda", Edges: [edge(2, 4, 0.8, 1)] },
    { ReferenceId: 2, Name: functionName, Type: "AWS::Lambda::Function", Edges: [edge(3, 1, 0.05, 0)] },
    { ReferenceId: 3, Name: "SSM", Names: ["SSM"], Type: "AWS::SSM", Edges: [] },
    { ReferenceId: 4, Name: "other", Type: "client", Edges: [edge(5, 7, 0.7, 0)] },
    { ReferenceId: 5, Name: "other", Root: true, Type: "AWS::Lambda", Edges: [] },
  ];
}

const edge = (ReferenceId: number, TotalCount: number, TotalResponseTime: number, faults: number): object => ({
  ReferenceId,
  SummaryStatistics: {
    OkCount: TotalCount - faults,
    ErrorStatistics: { ThrottleCount: 0, OtherCount: 0, TotalCount: 0 },
    FaultStatistics: { OtherCount: faults, TotalCount: faults },
    TotalCount,
    TotalResponseTime,
  },
});
