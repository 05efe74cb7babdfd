using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;
using Rouse.Server.Transport;

namespace Rouse.Server.Guard;

/// <summary>
/// So many REGISTERs a minute of one account, each of which may cost a write to the disk. Runs behind authentication, so that nobody uses
/// up what is another's; where there is none, each source has its own.
/// </summary>
sealed class RegisterLimitModule(Live<GuardOptions> options, GuardMeter meter, TimeProvider time) : IRequestModule
{
    // 16,384 places: more accounts than register twice a minute.
    const int Sets = 1 << 12;

    const int Minute = 60;

    static readonly HeaderLine[] LaterAgain = [new(HeaderName.RetryAfter, "60"u8.ToArray())];

    readonly BucketTable<Account> _accounts = new(Sets, GuardRules.Ticks(TimeSpan.FromSeconds(Minute), time));

    public Verdict Handle(RequestContext request)
    {
        var limits = options.Current;
        if (request.Request.Method != SipMethod.Register || !limits.Enabled || limits.RegistersPerAccount == 0)
            return Verdict.Continue;
        var cost = Minute * time.TimestampFrequency / limits.RegistersPerAccount;
        if (AccountOf(request) is not { } account || _accounts.Take(account, cost, time.GetTimestamp()) == Charge.Taken)
            return Verdict.Continue;
        meter.RegisterRefused();
        return request.Answer(503, "Too Many Registrations", LaterAgain);
    }

    static Account? AccountOf(RequestContext request)
    {
        if (request.AuthenticatedAs is { } aor)
            return new Account(aor, default);
        return NameAddress.TryParse(request.Request.Headers.First(HeaderName.To), out var to) && to.TryGetUri(out var uri)
            ? new Account(AddressOfRecord.Of(uri, ""), Sender.Of(request.Flow.Remote).Source)
            : null;
    }

    /// <param name="Aor">Whose.</param>
    /// <param name="Source">Where it says so from, if it proved nothing.</param>
    readonly record struct Account(AddressOfRecord Aor, Source Source);
}
