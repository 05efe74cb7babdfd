using System.Text;
using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Location;

namespace Rouse.Server.Tests.Location;

/// <summary>One address of record, at most three contacts, under the rules alone.</summary>
sealed class AorScene
{
    public const string Desk = "<sip:bob@192.0.2.7:5060>";
    public const string Mobile = "<sip:bob@192.0.2.8:5060>;+sip.instance=\"<urn:uuid:1>\"";

    public static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    public FakeTimeProvider Clock { get; } = new();

    public FakeFlow Flow { get; } = FakeFlow.Tcp();

    public AorState State { get; private set; } = AorState.Empty;

    public RegisterLimits Limits => new(3, (long)(RegisterRules.Memory.TotalSeconds * Clock.TimestampFrequency));

    public string[] Bound => [.. State.Bindings.Select(b => Encoding.UTF8.GetString(b.Contact))];

    public RegisterOutcome Applies(Registration registration) => Decides(registration).Outcome;

    public RegisterDecision Decides(Registration registration)
    {
        var decision = RegisterRules.Decide(State, registration.ToChange(Clock), Clock.GetTimestamp(), Limits);
        State = decision.State;
        return decision;
    }

    public Registration Of(params string[] contacts) => new() { Contacts = contacts, Flow = Flow };
}
