using System.Net;
using Microsoft.Extensions.Logging;
using Rouse.Server.Authentication;
using Rouse.Server.Authentication.Bearer;
using Rouse.Server.Guard;
using Rouse.Server.Pipeline;
using Rouse.Server.Push;
using Rouse.Server.Resolution;
using Rouse.Server.Scheduling;
using Rouse.Server.Storage;
using Rouse.Server.Transport;

namespace Rouse.Server;

/// <summary>What surrounds a server: clock, logs, keys, network. The program gives the real ones, tests give theirs.</summary>
sealed record ServerEnvironment
{
    public required TimeProvider Time { get; init; }

    public required ILoggerFactory Logs { get; init; }

    /// <summary>32 random bytes kept in the data folder: root of nonces, tags and tokens.</summary>
    public required byte[] Secret { get; init; }

    /// <summary>Realm of challenges; fixed once in the data folder.</summary>
    public required string Realm { get; init; }

    /// <summary>Null when authentication is off.</summary>
    public IAccountStore? Accounts { get; init; }

    /// <summary>Where the keys of access tokens are.</summary>
    public IKeySource TokenKeys { get; init; } = new KeySource();

    /// <summary>Addresses of trusted hosts; null asks the system.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>>? LookUpHost { get; init; }

    public required RunList RunList { get; init; }

    /// <summary>Keeps what must survive the process; null keeps it in memory alone. Opened and started by who gives it.</summary>
    public StoreWriter? Store { get; init; }

    public required IServerTransports Transports { get; init; }

    /// <summary>The one at the transports' gate; null: the server has one that only hears of logins.</summary>
    public SourceGuard? Guard { get; init; }

    /// <summary>Asks where other servers are.</summary>
    public required IDnsClient Dns { get; init; }

    /// <summary>A number from 0 to below its argument: which of several equal servers is tried first.</summary>
    public Func<int, int> Dice { get; init; } = Random.Shared.Next;

    /// <summary>Whom we can push, through which provider.</summary>
    public PushProviders Push { get; init; } = PushProviders.None;

    /// <summary>Modules that are not part of the server; their place is behind authentication.</summary>
    public IReadOnlyList<IRequestModule> Modules { get; init; } = [];

    /// <summary>Whether traces show passwords' digests, push tokens, media keys and message bodies.</summary>
    public bool ShowSecrets { get; init; }
}
