using Rouse.Soak;
using Rouse.Soak.Crash;

if (!SoakArguments.TryParse(args, out var arguments, out var fault))
{
    Console.Error.WriteLine(fault);
    Console.Error.WriteLine(SoakArguments.Usage);
    return 2;
}
await using var soak = new CrashSoak(arguments);
return await soak.RunAsync();
