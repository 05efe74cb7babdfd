using Rouse.Soak;
using Rouse.Soak.Crash;
using Rouse.Soak.Flood;
using Rouse.Soak.Hostile;

if (!SoakArguments.TryParse(args, out var arguments, out var fault))
{
    Console.Error.WriteLine(fault);
    Console.Error.WriteLine(SoakArguments.Usage);
    return 2;
}
if (arguments.Name == "flood")
    return await new FloodSoak(arguments).RunAsync();
if (arguments.Name == "hostile")
    return await new HostileSoak(arguments).RunAsync();
await using var soak = new CrashSoak(arguments);
return await soak.RunAsync();
