namespace Rouse.Commands;

/// <summary>What the help says beyond names and options: where a command belongs, and how it is used.</summary>
/// <param name="Name">With the commands above it: <c>user add</c>.</param>
/// <param name="Group">Heading in the overview; null for a command below another.</param>
/// <param name="Examples">As they are typed; the first stands in the overview.</param>
sealed record CommandGuide(string Name, string? Group, params string[] Examples)
{
    const string Try = "See it work";
    const string Run = "Run a server";
    const string Look = "Ask the running server";
    const string Change = "Change who may use it";

    /// <summary>In the order of the overview.</summary>
    public static IReadOnlyList<CommandGuide> All { get; } =
    [
        new("demo", Try, "rouse demo"),
        new("serve", Run, "rouse serve", "rouse serve --domain example.org --listen udp://*:5060 --listen tcp://*:5060"),
        new("check", Run, "rouse check rouse.toml", "rouse check --connect rouse.toml"),
        new("reload", Run, "rouse reload", "rouse reload --json", "rouse reload --data /var/lib/rouse"),
        new("status", Look, "rouse status", "rouse status --data /var/lib/rouse", "rouse status --json"),
        new("backup", Run, "rouse backup /var/backups/rouse-monday", "rouse backup copy --data /var/lib/rouse"),
        new("calls", Look, "rouse calls --count 10", "rouse calls --json", "rouse calls --data /var/lib/rouse"),
        new("call", Look, "rouse call 4f2a", "rouse call a84b4c76e66710@pc33.example.org --json"),
        new("bindings", Look, "rouse bindings bob@example.org", "rouse bindings", "rouse bindings @example.org --json"),
        new("trace", Look, "rouse trace bob", "rouse trace bob@example.org --seconds 60", "rouse trace 192.0.2.7 --json"),
        new("bans", Look, "rouse bans", "rouse bans --json"),
        new("bans lift", null, "rouse bans lift 192.0.2.7", "rouse bans lift 2001:db8::1"),
        new("push", Look, "rouse push bob@example.org", "rouse push bob@example.org --wait 1m"),
        new("user", Change, "rouse user add carol"),
        new("user add", null, "rouse user add carol", "rouse user add carol@example.org --generate",
            "rouse user add carol --password-stdin < password.txt"),
        new("user remove", null, "rouse user remove carol@example.org"),
        new("user list", null, "rouse user list"),
    ];

    public static CommandGuide? Find(string name) => All.FirstOrDefault(guide => guide.Name == name);
}
