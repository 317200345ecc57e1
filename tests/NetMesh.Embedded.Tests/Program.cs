using NetMesh.Embedded.Tests.Traces;

return GossipRun.Print(args);
