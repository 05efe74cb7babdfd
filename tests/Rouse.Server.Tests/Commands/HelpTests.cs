using System.CommandLine;
using Rouse.Commands;

namespace Rouse.Server.Tests.Commands;

/// <summary>What a stranger reads first.</summary>
public sealed class HelpTests : IDisposable
{
    readonly StringWriter _output = new() { NewLine = "\n" };
    readonly StringWriter _error = new() { NewLine = "\n" };

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task Overview_says_of_every_command_what_it_does_with_an_example()
    {
        Assert.Equal(ExitCode.Done, await Run("--help"));
        foreach (var command in Commands().Where(command => command.Path.Length == 1))
        {
            var guide = CommandGuide.Find(command.Path[0]);
            Assert.NotNull(guide?.Group);
            Assert.Contains($"\n{guide.Group}:\n", _output.ToString());
            Assert.Contains(command.Command.Description!, _output.ToString());
            Assert.Contains($"    {guide.Examples[0]}\n", _output.ToString());
        }
    }

    [Theory]
    [InlineData("  bans [lift]  ")]
    [InlineData("  user add|remove|list  ")]
    public async Task Overview_shows_whether_a_command_needs_one_below_it(string usage)
    {
        Assert.Equal(ExitCode.Done, await Run("--help"));

        Assert.Contains(usage, _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_of_every_command_has_an_example_that_is_one()
    {
        foreach (var (path, _) in Commands())
        {
            var guide = CommandGuide.Find(string.Join(' ', path));
            Assert.NotNull(guide);
            _output.GetStringBuilder().Clear();
            Assert.Equal(ExitCode.Done, await Run([.. path, "--help"]));
            foreach (var example in guide.Examples)
            {
                Assert.Contains($"  {example}\n", _output.ToString());
                Assert.Empty(CommandLine.Create(Terminal()).Parse(example["rouse ".Length..].Split(" <")[0], CommandLine.Parser).Errors);
            }
        }
    }

    [Fact]
    public void Guide_names_no_command_that_is_not_there() =>
        Assert.Equal(
            CommandGuide.All.Select(guide => guide.Name).Order(), Commands().Select(command => string.Join(' ', command.Path)).Order());

    [Fact]
    public async Task Command_without_the_one_below_it_names_those()
    {
        Assert.Equal(ExitCode.Usage, await Run("user"));
        Assert.Equal("rouse: 'user' takes add, remove, list\nrouse --help tells more\n", _error.ToString());
    }

    Task<int> Run(params string[] words) => CommandLine.RunAsync(words, Terminal());

    Terminal Terminal() => new(_output, _error, IsWatched: false);

    IEnumerable<(string[] Path, Command Command)> Commands() => Below(CommandLine.Create(Terminal()), []);

    static IEnumerable<(string[] Path, Command Command)> Below(Command above, string[] path)
    {
        foreach (var command in above.Subcommands)
        {
            string[] own = [.. path, command.Name];
            yield return (own, command);
            foreach (var deeper in Below(command, own))
                yield return deeper;
        }
    }
}
