using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Guard;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Tests.Authentication;

namespace Rouse.Server.Tests.Guard;

public sealed class RegisterLimitModuleTests
{
    readonly FakeTimeProvider _time = new();
    readonly LoginScene _wire = new();
    readonly RegisterLimitModule _module;

    public RegisterLimitModuleTests() =>
        _module = new RegisterLimitModule(new GuardOptions { RegistersPerAccount = 60 }, new GuardMeter(), _time);

    [Fact]
    public void Account_that_registers_without_end_is_told_to_wait_a_minute()
    {
        for (var i = 0; i < 60; i++)
            Assert.Equal(Verdict.Continue, Register("alice").Verdict);
        var refused = Register("alice");

        Assert.Equal((503, "60"), (refused.Status, refused.ResponseHeaders("Retry-After").Single()));
        Assert.Equal(Verdict.Continue, Register("bob").Verdict);
        _time.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.Equal(503, Register("alice").Status);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(Verdict.Continue, Register("alice").Verdict);
    }

    [Fact]
    public void Account_is_one_wherever_it_registers_from()
    {
        for (var i = 0; i < 60; i++)
            Register("alice", $"192.0.2.{i}");

        Assert.Equal(503, Register("alice", "192.0.2.99").Status);
    }

    [Fact]
    public void Who_proves_nothing_uses_up_only_its_own()
    {
        for (var i = 0; i < 60; i++)
            Register("alice", isProved: false);

        Assert.Equal(503, Register("alice", isProved: false).Status);
        Assert.Equal(Verdict.Continue, Register("alice", "192.0.2.99", isProved: false).Verdict);
        Assert.Equal(Verdict.Continue, Register("alice").Verdict);
    }

    [Fact]
    public void Other_requests_do_not_count()
    {
        for (var i = 0; i < 100; i++)
            Assert.Equal(Verdict.Continue, Send("INVITE", "alice", "192.0.2.7", isProved: true).Verdict);
    }

    FakeRequest Register(string user, string source = "192.0.2.7", bool isProved = true) => Send("REGISTER", user, source, isProved);

    FakeRequest Send(string method, string user, string source, bool isProved)
    {
        var aor = $"sip:{user}@example.org";
        var request = FakeRequest.Parse(_wire.Text(method, "sip:example.org", aor, aor), new FakeFlow(source));
        if (isProved)
            request.AuthenticatedAs = new AddressOfRecord(user, "example.org");
        return request.RunThrough(_module);
    }
}
