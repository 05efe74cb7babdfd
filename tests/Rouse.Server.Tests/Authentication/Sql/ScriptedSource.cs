using Rouse.Server.Authentication;
using Rouse.Server.Authentication.Sql;
using Rouse.Server.Location;

namespace Rouse.Server.Tests.Authentication.Sql;

/// <summary>A database of the test: answers when the test says so, on the test's thread.</summary>
sealed class ScriptedSource : IAccountSource
{
    readonly List<(AddressOfRecord Aor, TaskCompletionSource<Account?> Answer)> _open = [];

    /// <summary>Everybody who was asked for, probes left out.</summary>
    public List<string> Asked { get; } = [];

    public int Probes { get; private set; }

    /// <summary>Answers at once from these; null: waits for the test.</summary>
    public Dictionary<string, Account>? Accounts { get; set; }

    /// <summary>Every query fails at once, probes too.</summary>
    public bool IsDown { get; set; }

    /// <summary>Neither answers nor gives up, whatever the caller wants.</summary>
    public bool Hangs { get; set; }

    /// <summary>Queries without an answer.</summary>
    public int Open => _open.Count;

    public Task<Account?> FindAsync(AddressOfRecord aor, CancellationToken cancellation)
    {
        var isProbe = aor == SqlAccountStore.Nobody;
        if (isProbe)
            Probes++;
        else
            Asked.Add(aor.User);
        if (IsDown)
            return Task.FromException<Account?>(new IOException("connection refused"));
        if (!Hangs && (Accounts != null || isProbe))
            return Task.FromResult(Accounts?.GetValueOrDefault(aor.User));
        var answer = new TaskCompletionSource<Account?>();
        _open.Add((aor, answer));
        if (!Hangs)
            cancellation.Register(() => answer.TrySetCanceled(cancellation));
        return answer.Task;
    }

    public static Account Account(string user, string password = "pw") => new(user, "example.org", password, null, null);

    /// <summary>The oldest open query for the user ends so.</summary>
    public void Answers(string user, Account? account) => Take(user).TrySetResult(account);

    public void Fails(string user) => Take(user).TrySetException(new IOException("that row is broken"));

    /// <summary>All that hung ends now, too late.</summary>
    public void Wakes()
    {
        Hangs = false;
        var open = _open.ToList();
        _open.Clear();
        foreach (var (_, answer) in open)
            answer.TrySetException(new IOException("the server closed the connection"));
    }

    TaskCompletionSource<Account?> Take(string user)
    {
        var at = _open.FindIndex(query => query.Aor.User == user);
        Assert.True(at >= 0, $"nobody asks for {user}");
        var answer = _open[at].Answer;
        _open.RemoveAt(at);
        return answer;
    }
}
