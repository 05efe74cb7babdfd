using System.Net;
using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Guard;
using Rouse.Server.Tests.Transport;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Guard;

/// <summary>A guard on a clock that the test moves, and those who send.</summary>
sealed class GuardScene
{
    public GuardScene(GuardOptions? options = null) => Guard = new SourceGuard(options ?? new GuardOptions(), Time, Log);

    public FakeTimeProvider Time { get; } = new();

    public RecordingLoggers Log { get; } = new();

    public SourceGuard Guard { get; }

    public IEnumerable<string> Lines => Log.Lines.Select(line => line.Text);

    public static Sender Sender(string address, int port = 5060) =>
        Server.Transport.Sender.Of(new IPEndPoint(IPAddress.Parse(address), port));

    public bool Admits(Sender sender, bool isRetained = false) => Guard.Admits(sender, isRetained, Time.GetTimestamp());

    /// <summary>Sends again and again; how many were let in.</summary>
    public int Send(Sender sender, int count, bool isRetained = false) => Enumerable.Range(0, count).Count(_ => Admits(sender, isRetained));

    /// <summary>From one port after the other, so that none of them sends much.</summary>
    public int SendFromAll(string address, int count) =>
        Enumerable.Range(0, count).Count(i => Admits(Sender(address, 1_024 + (i % 60_000))));
}
