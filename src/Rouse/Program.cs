using Rouse.Commands;

return await CommandLine.RunAsync(args, Terminal.OfProcess());
