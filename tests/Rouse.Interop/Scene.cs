using System.Text.RegularExpressions;
using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>A test with real parts: it starts them, ends them all by their ids, and shows where their logs are when it fails.</summary>
public abstract class Scene : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _parts = [];
    private readonly string _folder = Places.FreshFolder(TestContext.Current.Test!.TestDisplayName);
    private RouseProcess? _rouse;

    /// <summary>Where its parts work and leave their logs.</summary>
    private protected string Folder => _folder;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        var passed = TestContext.Current.TestState?.Result == TestResult.Passed;
        try
        {
            if (passed && _rouse is not null)
                await _rouse.StopInOrder();
        }
        catch
        {
            passed = false;
            throw;
        }
        finally
        {
            foreach (var part in Enumerable.Reverse(_parts))
                await part.DisposeAsync();
            if (passed)
                Directory.Delete(_folder, recursive: true);
            else
                ShowLogs();
        }
        GC.SuppressFinalize(this);
    }

    private protected async Task<RouseProcess> StartRouse(
        IPushService? push = null, string address = "127.0.0.1", DatabaseServer? accounts = null, string configuration = "") =>
        _rouse = Own(await RouseProcess.Start(_folder, address, push, accounts, configuration));

    private protected LinphoneClient Linphone(PhoneSettings settings) => Own(new LinphoneClient(_folder, settings, _rouse!));

    private protected BaresipClient Baresip(PhoneSettings settings) => Own(new BaresipClient(_folder, settings, _rouse!));

    private protected async Task<LinphoneClient> RegisteredLinphone(PhoneSettings settings)
    {
        var phone = Linphone(settings);
        await phone.Registered();
        return phone;
    }

    private protected Task RestartRouse() => _rouse!.Restart();

    private protected Task RegistrationIsNoted(string user, string port) => _rouse!.NotesRegistration(user, port);

    private protected Task PushIsNoted() => _rouse!.NotesAcceptedPush();

    /// <summary>What the server tells an operator of a call or message: one line that fits the pattern.</summary>
    private protected async Task<ToldCall> IsTold(string callId, string verdict)
    {
        var told = await _rouse!.TellsOf(callId);
        Assert.True(Regex.IsMatch(told.Verdict, verdict), $"{told.Verdict}\nis not\n{verdict}");
        return told;
    }

    private protected SippProcess Sipp(SippScript script) => Own(new SippProcess(_folder, script, _rouse!));

    /// <summary>A SIPp that stays registered and plays <paramref name="whenCalled"/> for the first request that comes.</summary>
    private protected async Task<SippProcess> RegisteredSipp(string user, string transport, string whenCalled)
    {
        var phone = Sipp(new SippScript("register", user, transport) { WhenCalled = whenCalled, Stays = TimeSpan.FromMinutes(1) });
        await phone.Receives("SIP/2.0 200 ", " REGISTER");
        return phone;
    }

    private protected static async Task Talk(LinphoneClient caller, LinphoneClient callee)
    {
        caller.Calls(callee);
        await callee.Rings();
        await caller.HearsRinging();
        await Answer(caller, callee);
    }

    private protected static async Task Answer(LinphoneClient caller, LinphoneClient callee)
    {
        callee.Answers();
        await callee.IsTalking();
        await caller.IsTalking();
        await caller.ReceivesAudio();
        await callee.ReceivesAudio();
    }

    private protected static async Task HangUp(LinphoneClient first, LinphoneClient second)
    {
        first.HangsUp();
        await first.CallEnded();
        await second.CallEnded();
    }

    private protected T Own<T>(T part) where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }

    private void ShowLogs()
    {
        var output = TestContext.Current.TestOutputHelper;
        foreach (var file in Directory.EnumerateFiles(_folder, "*.log"))
            output?.WriteLine($"--- {Path.GetFileName(file)}\n{string.Join('\n', File.ReadLines(file).TakeLast(60))}");
        foreach (var phone in _parts.OfType<LinphoneClient>())
            output?.WriteLine($"--- SIP of {phone.User}\n{string.Join('\n', SipTrace.Read(phone.LogFile))}");
        output?.WriteLine($"all logs: {_folder}");
    }
}
