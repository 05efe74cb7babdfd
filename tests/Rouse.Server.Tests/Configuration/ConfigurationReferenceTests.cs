using System.Text;
using Rouse.Configuration;
using Rouse.Testing;

namespace Rouse.Server.Tests.Configuration;

/// <summary>Keeps <c>docs/configuration.md</c> true: the tables of keys are made from the table that reads them.</summary>
public sealed class ConfigurationReferenceTests
{
    const string Begin = "<!-- keys: made from src/Rouse/Configuration; ROUSE_WRITE_DOCS=1 ./test writes them anew -->\n";
    const string End = "<!-- end of keys -->\n";

    static readonly string DocumentPath = Path.Combine(SourceTree.Root, "docs", "configuration.md");

    [Fact]
    public void Reference_of_keys_is_the_one_in_the_documents()
    {
        var document = File.ReadAllText(DocumentPath);
        var begin = document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = document.IndexOf(End, StringComparison.Ordinal);
        var reference = WriteReference();
        if (Environment.GetEnvironmentVariable("ROUSE_WRITE_DOCS") == "1")
            File.WriteAllText(DocumentPath, document[..begin] + reference + document[end..]);
        else
            Assert.Equal(reference, document[begin..end]);
    }

    [Fact]
    public void Example_in_the_documents_is_a_good_file()
    {
        var document = File.ReadAllText(DocumentPath);
        var begin = document.IndexOf("```toml\n", StringComparison.Ordinal) + "```toml\n".Length;
        var example = document[begin..document.IndexOf("```", begin, StringComparison.Ordinal)];

        Assert.Empty(ConfigFileTests.Read(example).Faults);
        Assert.Contains("[push.http]", example);
    }

    static string WriteReference()
    {
        var text = new StringBuilder();
        foreach (var section in ConfigKeys.All.GroupBy(SectionOf))
        {
            var name = section.Key.Replace("*", "\"NAME\"", StringComparison.Ordinal);
            text.Append(name.Length == 0 ? "\n### Before all sections\n" : $"\n### `[{name}]`\n");
            text.Append("\n| key | value | default | reloaded | |\n|---|---|---|---|---|\n");
            foreach (var key in section)
            {
                var keyName = key.Path[section.Key.Length..].TrimStart('.');
                var reloaded = key.IsReloaded ? "yes" : "restart";
                text.Append($"| `{keyName}` | {key.Description} | {ShowInitial(key.Initial)} | {reloaded} | {key.Text} |\n");
            }
        }
        return text.Append('\n').ToString();
    }

    static string SectionOf(ConfigKey key) => key.Path switch
    {
        var path when path.StartsWith("push.http.", StringComparison.Ordinal) => "push.http",
        var path when path.StartsWith("auth.sql.", StringComparison.Ordinal) => "auth.sql",
        var path when path.StartsWith("auth.bearer.", StringComparison.Ordinal) => "auth.bearer",
        var path when path.StartsWith("auth.certificate.", StringComparison.Ordinal) => "auth.certificate",
        var path when path.StartsWith("auth.domains.*.bearer", StringComparison.Ordinal) => "auth.domains.*.bearer",
        var path when path.StartsWith("push.apps.*", StringComparison.Ordinal) => "push.apps.*",
        var path when path.Contains('.', StringComparison.Ordinal) => path[..path.IndexOf('.')],
        _ => "",
    };

    static string ShowInitial(string initial) =>
        initial[0] is '"' or '[' or (>= '0' and <= '9') || initial is "true" or "false" ? $"`{initial}`" : initial;
}
