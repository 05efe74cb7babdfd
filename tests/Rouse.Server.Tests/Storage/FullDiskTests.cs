using System.Diagnostics;
using System.Runtime.Versioning;
using Rouse.Protocol.Sip;
using Rouse.Server.Tests.Configuration;
using Rouse.Testing;

namespace Rouse.Server.Tests.Storage;

/// <summary>A file system of a megabyte that really fills; needs root, which may make one.</summary>
[SupportedOSPlatform("linux")]
public sealed class FullDiskTests : IDisposable
{
    readonly TemporaryFolder _disk = new();
    bool _isMounted;

    [Fact]
    public void Server_on_a_disk_that_fills_answers_503_loses_nothing_and_heals()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can make a file system");
        _isMounted = Run("mount", "-t", "tmpfs", "-o", "size=1m", "rouse-test", _disk.Path) == 0;
        Assert.SkipUnless(_isMounted, "this machine does not let anybody mount");
        using var store = new TestStore(_disk.Path);
        using var network = new TestNetwork(store: store);
        var refused = 0;
        var bound = new List<string>();
        for (var i = 0; refused < 5; i++)
        {
            var phone = network.Phone($"phone{i}");
            phone.SendsRegister($"pn-provider=fcm;pn-param=p;pn-prid={new string('x', 2_000)}{i}");
            var answer = phone.Receives("SIP/2.0 *");
            if (answer.StartLine().StartsWith("SIP/2.0 200 ", StringComparison.Ordinal))
                bound.Add($"phone{i}");
            else
                Assert.Equal("5", Refused(answer, ref refused));
        }
        network.Logs.ExpectError("the disk is full");
        Assert.InRange(bound.Count, 50, 500);
        Assert.Equal(bound.Count, network.Server.Bindings);

        Assert.Equal(0, Run("mount", "-o", "remount,size=4m", _disk.Path));
        network.Phone("later").Registers();
        network.Crash();
        Assert.Equal(bound.Count + 1, network.Server.Bindings);
    }

    public void Dispose()
    {
        if (_isMounted)
            Assert.Equal(0, Run("umount", _disk.Path));
        _disk.Dispose();
    }

    static string Refused(SipMessage answer, ref int refused)
    {
        Assert.StartsWith("SIP/2.0 503 ", answer.StartLine());
        refused++;
        return answer.Value(HeaderName.RetryAfter);
    }

    static int Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
