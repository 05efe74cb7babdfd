using Rouse.Fuzz;

if (!FuzzArguments.TryParse(args, out var arguments, out var fault))
    return Refuse(fault);
if (arguments.IsWorker)
{
    CoverageMap.Prepare();
    return new Worker(arguments, Console.Out).Run();
}
foreach (var name in arguments.Names)
{
    if (FuzzTarget.Find(name) is null)
        return Refuse($"there is no target '{name}'; there are {string.Join(", ", FuzzTarget.All)}");
}
using var campaign = new Campaign(arguments);
return await campaign.RunAsync();

static int Refuse(string fault)
{
    Console.Error.WriteLine(fault);
    Console.Error.WriteLine(FuzzArguments.Usage);
    return 2;
}
