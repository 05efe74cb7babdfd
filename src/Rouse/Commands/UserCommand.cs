using System.CommandLine;
using Rouse.Admin;
using Rouse.Rendering;
using Rouse.Starting;
using Rouse.Users;

namespace Rouse.Commands;

/// <summary><c>rouse user add|remove|list</c>: who may register and call. The running server is told at once.</summary>
static class UserCommand
{
    public static Command Create(Terminal terminal) => new("user", "Adds, removes and lists the users who may register and call.")
    {
        CreateAdd(terminal),
        CreateRemove(terminal),
        CreateList(terminal),
    };

    static Command CreateAdd(Terminal terminal)
    {
        var name = NameArgument();
        var choice = new DataChoice();
        var stdin = new Option<bool>("--password-stdin") { Description = "Read the password from the first line of standard input." };
        var generate = new Option<bool>("--generate") { Description = "Make a password and print it." };
        var command = new Command("add", "Adds a user. Asks for the password, and keeps only its hashes.") { name, stdin, generate };
        choice.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(stdin) && result.GetValue(generate))
                result.AddError($"{stdin.Name} and {generate.Name} exclude each other");
        });
        command.SetAction((parsed, cancellation) => RunAsync(terminal, async () =>
        {
            var place = await choice.ReadServedAsync(parsed, cancellation);
            var user = ReadName(parsed.GetRequiredValue(name));
            var realm = UserRealm.Of(user, place.Options, place.DataFolder, Surroundings.Look());
            var password = parsed.GetValue(generate) ? Password.Make() : new PasswordPrompt(terminal).Ask(user, parsed.GetValue(stdin));
            using (var store = UsersStore.Open(place.UsersPath))
                terminal.Output.WriteLine($"{store.Add(user.User, realm, password)} is added to {store.Path}");
            if (parsed.GetValue(generate))
                terminal.Output.WriteLine($"password {password}");
            return await new ReloadNotice(terminal, place).SendAsync(cancellation);
        }));
        return command;
    }

    static Command CreateRemove(Terminal terminal)
    {
        var name = NameArgument();
        var choice = new DataChoice();
        var command = new Command("remove", "Removes a user: it can no longer register, call or be called.") { name };
        choice.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(terminal, async () =>
        {
            var place = choice.Read(parsed);
            using (var store = UsersStore.Open(place.UsersPath))
                terminal.Output.WriteLine($"{store.Remove(ReadName(parsed.GetRequiredValue(name)))} is removed from {store.Path}");
            return await new ReloadNotice(terminal, place).SendAsync(cancellation);
        }));
        return command;
    }

    static Command CreateList(Terminal terminal)
    {
        var choice = new DataChoice();
        var json = new Option<bool>("--json") { Description = "Print JSON, for scripts." };
        var command = new Command("list", "Lists the users and how their passwords are kept.") { json };
        choice.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(terminal, () =>
        {
            var users = UserList.Read(choice.Read(parsed).UsersPath);
            var answer = new Answer(terminal, parsed.GetValue(json));
            return Task.FromResult(answer.IsJson ? answer.PrintJson(users, AdminJson.Default.UserList) : answer.Print(users.Table()));
        }));
        return command;
    }

    static Argument<string> NameArgument() =>
        new("NAME") { Description = "The user: carol, or carol@example.org where there are several domains." };

    static UserName ReadName(string text) =>
        UserName.TryParse(text, out var name) is { } wrong ? throw new RefusedStartException(wrong) : name;

    static async Task<int> RunAsync(Terminal terminal, Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (RefusedStartException refused)
        {
            terminal.Error.WriteLine($"rouse: {Printable.OfLines(refused.Message)}");
            return ExitCode.Refused;
        }
    }
}
