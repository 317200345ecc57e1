using NetMesh.Commands;

return await CommandLine.RunAsync(args);
