using Rouse.Fuzz;
using Rouse.Fuzz.Targets;

namespace Rouse.Protocol.Tests.Fuzz;

/// <summary>A short run of every fuzz target with fixed seeds; hostile bytes never throw.</summary>
public sealed class FuzzTests
{
    const int Executions = 20_000;

    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Target_survives_what_it_is_given(string name)
    {
        var run = new FuzzRun(FuzzTarget.Find(name)!, seed: 1);

        if (run.Run(Executions) is { } finding)
            Assert.Fail($"{finding.Failure}\ninput: {Convert.ToHexString(finding.Input)}\n{Wire.Text(finding.Input)}");
        Assert.True(run.Target.Seeds.Count < Executions);
    }

    [Fact]
    public void Same_seed_gives_the_same_inputs()
    {
        var target = FuzzTarget.Find("uri")!;
        var (first, second) = (new Mutator(7, target.Seeds), new Mutator(7, target.Seeds));

        for (var i = 0; i < 1_000; i++)
            Assert.Equal(first.Next(), second.Next());
    }

    [Fact]
    public void Failure_of_a_target_is_a_finding()
    {
        var target = new FuzzTarget("fragile", static data => Invariant.Holds(data.Length != 3), [[1], [1, 2, 3, 4]]);
        var finding = new FuzzRun(target, seed: 1).Run(100_000);

        Assert.Equal(3, finding?.Input.Length);
        Assert.Contains("data.Length != 3", finding?.Failure.Message);
    }

    [Fact]
    public void Message_cut_anywhere_is_survived()
    {
        foreach (var message in Seeds.Messages)
        {
            for (var cut = 0; cut <= message.Length; cut += 7)
                ParserTarget.Run(message.AsSpan(0, cut));
        }
    }
}
